import './jitless.ts';
import './styles/main.scss';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { Failure, PartNotFetched } from './ui/failure.tsx';
import { createServices } from './service/services.ts';

const place = document.getElementById('app');
if (place === null) throw new Error('index.html has no #app');
createRoot(place, {
  onCaughtError: (error) => {
    // Is said in its place, and is the network's fault.
    if (!(error instanceof PartNotFetched)) reportError(error);
  },
}).render(
  <Failure>
    <App services={createServices()} />
  </Failure>,
);
