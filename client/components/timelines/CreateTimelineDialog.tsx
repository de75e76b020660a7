import { useState } from 'react';
import { useForm } from 'react-hook-form';
import { useNavigate } from 'react-router';
import type { Timeline, TimelineAccess } from '../../../shared/views.ts';
import { describeError } from '../../providers/errorToast.ts';
import { trpc } from '../../providers/trpc.ts';
import { Button } from '../ui/Button.tsx';
import { FormError } from '../ui/FormError.tsx';
import { Modal } from '../ui/Modal.tsx';
import { TextField } from '../ui/TextField.tsx';
import { SharePanel } from './SharePanel.tsx';

type CreateTimelineDialogProps = { isOpen: boolean; onOpenChange: (isOpen: boolean) => void };
type Created = { timeline: Timeline; access: TimelineAccess };

/** A new timeline for a client; ends with the link and the code to share it. */
export function CreateTimelineDialog({ isOpen, onOpenChange }: CreateTimelineDialogProps) {
  const [created, setCreated] = useState<Created | null>(null);
  const navigate = useNavigate();

  function change(next: boolean) {
    onOpenChange(next);
    if (!next) setCreated(null);
  }

  return (
    <Modal
      isOpen={isOpen}
      onOpenChange={change}
      title={created === null ? 'New timeline' : `Share it with ${created.timeline.client.name}`}
      description={
        created === null
          ? 'One for each client: a shared list of homes, with a conversation for each.'
          : `“${created.timeline.title}” is ready. With this link and code your client can look and write.`
      }
    >
      {created === null ? (
        <TimelineForm onCreated={setCreated} />
      ) : (
        <>
          <SharePanel
            access={created.access}
            clientName={created.timeline.client.name}
            title={created.timeline.title}
          />
          <div className="mt-6 flex justify-end">
            <Button
              variant="secondary"
              onClick={() => {
                change(false);
                void navigate(`/timelines/${created.timeline.id}`);
              }}
            >
              Go on to add homes
            </Button>
          </div>
        </>
      )}
    </Modal>
  );
}

type Fields = { title: string; name: string; email: string };

function TimelineForm({ onCreated }: { onCreated: (created: Created) => void }) {
  const utils = trpc.useUtils();
  const { register, handleSubmit, setError, formState } = useForm<Fields>();
  const { errors } = formState;
  const create = trpc.timeline.create.useMutation({
    onSuccess: (created) => {
      void utils.timeline.list.invalidate();
      onCreated(created);
    },
    onError: (error) => {
      const { issues, title, hint } = describeError(error);
      for (const { path, message } of issues) {
        const field = path.at(-1);
        if (field === 'title' || field === 'name' || field === 'email') setError(field, { message });
      }
      if (issues.length === 0) setError('root', { message: `${title} ${hint}` });
    },
  });

  const submit = handleSubmit(({ title, name, email }) =>
    create.mutate({ title, client: { name, email: email.trim() === '' ? null : email } }),
  );
  return (
    <form onSubmit={submit} noValidate className="space-y-4">
      <TextField
        {...register('title', {
          required: 'Give it a title',
          maxLength: { value: 200, message: 'At most 200 characters' },
        })}
        label="Title"
        placeholder="Spring search in East Sacramento"
        autoComplete="off"
        error={errors.title?.message}
      />
      <TextField
        {...register('name', {
          required: 'Who is it for?',
          maxLength: { value: 120, message: 'At most 120 characters' },
        })}
        label="Client’s name"
        placeholder="Sam Rivera"
        autoComplete="off"
        error={errors.name?.message}
      />
      <TextField
        {...register('email', {
          pattern: { value: /^\s*$|^[^@\s]+@[^@\s]+\.[^@\s]+$/, message: 'This does not look like an e-mail address' },
        })}
        label="Client’s e-mail"
        type="email"
        required={false}
        autoComplete="off"
        error={errors.email?.message}
      />
      <FormError message={errors.root?.message} />
      <Button type="submit" size="lg" className="w-full" isBusy={create.isPending}>
        Create timeline
      </Button>
    </form>
  );
}
