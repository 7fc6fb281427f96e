"""Makes our staff site the admin site that `admin.autodiscover` fills."""

from django.contrib.admin.apps import SimpleAdminConfig


class StaffAdminConfig(SimpleAdminConfig):
    """Django's admin, served by `presessions.admin_site.StaffSite`."""

    default_site = "presessions.admin_site.StaffSite"
