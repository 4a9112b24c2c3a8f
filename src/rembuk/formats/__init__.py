"""Exchange with other programs: tables, REFI-QDA, FHIR, DHIS2, Satu Data, iCalendar; in and out."""
