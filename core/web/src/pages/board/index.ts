import './board-page';
import './grid';
