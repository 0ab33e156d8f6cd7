console.log(new Date(0).toString(), Intl.DateTimeFormat().resolvedOptions().timeZone);
console.log(new Date(2024, 0, 1).toISOString(), new Date(0).getTimezoneOffset());
