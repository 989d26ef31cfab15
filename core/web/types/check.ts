import * as real from '../src/kit/index';
import * as realBody from '../src/body/index';
import * as realSignature from '../src/sign/index';
import type * as promised from '@lumbar/ui';
import type * as promisedBody from '@lumbar/ui/body-chart';
import type * as promisedSignature from '@lumbar/ui/signature';

// lumbar-ui.d.ts is written by hand for plugins: this fails to compile when the modules are not what it says.
type Names<Module> = { [Name in keyof Module]: unknown };
export const kit: Names<typeof promised> = real;
export const body: Names<typeof promisedBody> = realBody;
export const signature: Names<typeof promisedSignature> = realSignature;
