import './client-list';
import './client-new';
import './client-page';
