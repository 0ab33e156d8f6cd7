console.log('déjà', 'déjà'.length, [...'é'].map((c) => c.codePointAt(0)));
