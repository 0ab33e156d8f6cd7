require('./helper').go();
