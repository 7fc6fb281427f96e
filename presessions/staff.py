"""Makes our staff site the admin site that `admin.autodiscover` fills."""

from django.contrib.admin.apps import AdminConfig


class StaffAdminConfig(AdminConfig):
    """Django's admin, served by `presessions.admin_site.StaffSite`."""

    default_site = "presessions.admin_site.StaffSite"
