import './sign-in';
import './set-up';
import './welcome';
