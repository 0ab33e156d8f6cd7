console.log(new Intl.NumberFormat('de-DE', {style: 'currency', currency: 'EUR'}).format(1234.5), (1e6).toLocaleString());
console.log(new Date(0).toLocaleDateString('en-GB', {timeZone: 'UTC', dateStyle: 'full'}), ['z', 'ä', 'a'].sort(new Intl.Collator('sv').compare));
console.log(new Intl.PluralRules('ru').select(3), new Intl.ListFormat('en').format(['a', 'b', 'c']), Intl.DateTimeFormat().resolvedOptions().locale);
console.log([...new Intl.Segmenter('en').segment('👍🏽e')].length, process.versions.unicode);
