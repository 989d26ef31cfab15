import './account-page';
