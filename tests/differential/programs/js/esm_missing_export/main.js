import {nothing} from './helper.js';
