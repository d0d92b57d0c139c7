import { useRef, useState } from 'react';
import { Link } from 'react-router';
import type { ClinicTaskView } from '../../../domain/clinics/task-wire.ts';
import { messageOf, useAsk, useEndpoint } from '../service/hooks.ts';
import { Button } from '../ui/button.tsx';
import { ConfirmedButton } from '../ui/confirmed-button.tsx';
import { useSending } from '../ui/form.tsx';
import { LoadFailed } from '../ui/status.tsx';
import { Tag } from '../ui/tag.tsx';
import { identifiers } from './clinic-words.ts';
import { useReadAgain, useToday } from './hooks.ts';
import { ProblemNote } from './screen.tsx';
import {
  differsWords,
  doneWords,
  dueWords,
  isOverdue,
  recordsWords,
  taskLink,
  taskWords,
} from './task-words.ts';

/** What somebody must see to because it did not go by itself, above the lists; nothing where there is nothing to do. */
export function ToDo() {
  const { loaded, reload } = useEndpoint('listClinicTasks');
  useReadAgain(reload);
  const today = useToday();
  const heading = useRef<HTMLHeadingElement>(null);
  const [said, setSaid] = useState('');
  const done = (task: ClinicTaskView) => {
    setSaid(`Done: ${taskWords(task).title}.`);
    // The button that had the focus goes away with its row.
    heading.current?.focus();
    reload();
  };
  if (loaded.state === 'loading') return null;
  if (loaded.state === 'failed') return <LoadFailed message={loaded.message} onRetry={reload} />;
  const { tasks } = loaded.value;
  return (
    <>
      <p role="status" className="nhsuk-u-visually-hidden" data-testid="to-do-said">
        {said}
      </p>
      {tasks.length === 0 ? null : (
        <section
          className="bedside-panel bedside-panel--to-do"
          aria-labelledby="to-do-title"
          data-testid="to-do"
        >
          <h2 className="nhsuk-heading-m bedside-clinics__title" id="to-do-title" ref={heading} tabIndex={-1}>
            To do
          </h2>
          <ol className="bedside-rows">
            {tasks.map((task) => (
              <TaskRow key={task.taskId} {...{ task, today }} onDone={done} />
            ))}
          </ol>
        </section>
      )}
    </>
  );
}

function TaskRow(props: { task: ClinicTaskView; today: string; onDone: (task: ClinicTaskView) => void }) {
  const { task, today, onDone } = props;
  const { patient, service, siteName, receivedAt } = task;
  const { title, what } = taskWords(task);
  const about = [patient === null ? null : `${patient.name}, ${identifiers(patient)}`, service];
  const places = [patient?.siteName ?? siteName];
  return (
    <li data-testid="task">
      <span className="bedside-rows__main">
        <strong>{title}</strong> <Due task={task} today={today} />
        <span className="bedside-rows__more">
          {(task.merge === null ? [...about, ...places] : places).filter((part) => part !== null).join('. ')}
        </span>
        <span className="bedside-rows__more">{what}</span>
        {receivedAt === null ? null : <span className="bedside-rows__more">Typed at {receivedAt}.</span>}
        {task.merge === null ? null : <Differs task={task} merge={task.merge} />}
      </span>
      {task.merge === null ? (
        <TaskActions task={task} onDone={onDone} />
      ) : (
        <MergeActions task={task} onDone={onDone} />
      )}
    </li>
  );
}

/** The two records one below the other, so that they can be compared. */
function Differs({ task, merge }: { task: ClinicTaskView; merge: NonNullable<ClinicTaskView['merge']> }) {
  return (
    <>
      <span className="bedside-rows__more" data-testid="merge-differs">
        {differsWords(merge)}
      </span>
      {recordsWords(task).map((record) => (
        <span className="bedside-clinics__record" key={record} data-testid="merge-record">
          {record}
        </span>
      ))}
    </>
  );
}

function MergeActions({ task, onDone }: { task: ClinicTaskView; onDone: (task: ClinicTaskView) => void }) {
  const ask = useAsk();
  const decide = async (same: boolean) => {
    try {
      await ask('decideMerge', { params: { taskId: task.taskId }, body: { same } });
      onDone(task);
      return [];
    } catch (error) {
      return [{ message: messageOf(error) }];
    }
  };
  const whose = <span className="nhsuk-u-visually-hidden">: {task.patient?.name}</span>;
  const records = recordsWords(task).join('\n');
  return (
    <span className="bedside-rows__actions">
      <ConfirmedButton
        small
        testId="merge-same"
        label={<>One person{whose}</>}
        question={{
          title: 'Are both records of one person?',
          text: `${records}\nBookings and referrals of both become those of one patient. You cannot undo this.`,
          yes: 'Yes, one person',
          yesTestId: 'confirm-merge',
          no: 'No, go back',
          kept: 'Nothing was changed.',
        }}
        act={() => decide(true)}
      />
      <ConfirmedButton
        small
        testId="merge-other"
        label={<>Two people{whose}</>}
        question={{
          title: 'Are they two people?',
          text: `${records}\nThey stay two patients, whatever the prison’s system says.`,
          yes: 'Yes, two people',
          yesTestId: 'refuse-merge',
          no: 'No, go back',
          kept: 'Nothing was changed.',
        }}
        act={() => decide(false)}
      />
    </span>
  );
}

function Due({ task, today }: { task: ClinicTaskView; today: string }) {
  return isOverdue(task, today) ? (
    <Tag colour="red">Overdue: {dueWords(task)}</Tag>
  ) : (
    <span className="bedside-clinics__due">{dueWords(task)}</span>
  );
}

function TaskActions({ task, onDone }: { task: ClinicTaskView; onDone: (task: ClinicTaskView) => void }) {
  const ask = useAsk();
  const { busy, problems, send } = useSending(async () => {
    await ask('finishClinicTask', { params: { taskId: task.taskId } });
    onDone(task);
    return [];
  });
  const link = taskLink(task);
  const done = doneWords(task);
  const { title } = taskWords(task);
  const whose = task.patient === null ? title : `${title}, ${task.patient.name}`;
  return (
    <>
      <span className="bedside-rows__actions">
        {link === null ? null : (
          <Link className="nhsuk-button nhsuk-button--small" to={link.to} data-testid="task-link">
            {link.label}
            <span className="nhsuk-u-visually-hidden">: {whose}</span>
          </Link>
        )}
        {done === null ? null : (
          <Button
            variant="secondary"
            small
            disabled={busy}
            data-testid="task-done"
            onClick={() => {
              send().catch(reportError);
            }}
          >
            {done}
            <span className="nhsuk-u-visually-hidden">: {whose}</span>
          </Button>
        )}
      </span>
      <ProblemNote>{problems[0]?.message ?? null}</ProblemNote>
    </>
  );
}
