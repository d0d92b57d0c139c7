import './jitless.ts';
import './styles/main.scss';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { Failure } from './ui/errors.tsx';
import { createServices } from './service/services.ts';

const place = document.getElementById('app');
if (place === null) throw new Error('index.html has no #app');
createRoot(place).render(
  <Failure>
    <App services={createServices()} />
  </Failure>,
);
