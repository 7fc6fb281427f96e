// While a timetable is being planned the board looks for it every two seconds; without script there is a link.
setTimeout(() => location.reload(), 2000);
