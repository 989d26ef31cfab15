import './audit-page';
import './plugins-page';
import './settings-page';
import './users-page';
