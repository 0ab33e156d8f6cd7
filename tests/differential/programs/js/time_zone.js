console.log(new Date(0).toString(), new Date(0).toLocaleString(), new Date('x'));
console.log(Intl.DateTimeFormat().resolvedOptions().timeZone);
