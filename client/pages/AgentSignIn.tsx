import { Eye, EyeOff } from 'lucide-react';
import { useState } from 'react';
import { useForm } from 'react-hook-form';
import { Link, useLocation } from 'react-router';
import { limits } from '../../shared/limits.ts';
import { useDocumentTitle } from '../components/page/useDocumentTitle.ts';
import { Button } from '../components/ui/Button.tsx';
import { FormError } from '../components/ui/FormError.tsx';
import { IconButton } from '../components/ui/IconButton.tsx';
import { TextField } from '../components/ui/TextField.tsx';
import { useSession } from '../providers/contexts.ts';
import { describeError } from '../providers/errorToast.ts';
import { AuthLayout } from './AuthLayout.tsx';

type Fields = { name: string; email: string; password: string };

/** Where an agent signs in, or opens an account. The page that was asked for shows afterwards, since its address has not changed. */
export function AgentSignIn({ mode }: { mode: 'signIn' | 'register' }) {
  const { signIn, register: openAccount, reason } = useSession();
  const { register, handleSubmit, setError, formState } = useForm<Fields>();
  const { errors, isSubmitting } = formState;
  const [isPasswordShown, setIsPasswordShown] = useState(false);
  const { search } = useLocation();
  const isNew = mode === 'register';
  useDocumentTitle(isNew ? 'Open an account' : 'Sign in');

  const submit = handleSubmit(async ({ name, email, password }) => {
    try {
      await (isNew ? openAccount({ name, email, password }) : signIn({ email, password }));
    } catch (error) {
      const { code, title, hint, issues } = describeError(error);
      for (const { path, message } of issues) {
        const field = path.at(-1);
        if (field === 'name' || field === 'email' || field === 'password') setError(field, { message });
      }
      if (code === 'INVALID_CREDENTIALS') setError('password', { message: 'E-mail and password do not match.' });
      else if (code === 'CONFLICT')
        setError('email', { message: 'There is an account with this e-mail. Sign in instead?' });
      else if (issues.length === 0) setError('root', { message: `${title} ${hint}` });
    }
  });

  return (
    <AuthLayout
      title={isNew ? 'Open your agent account' : 'Welcome back'}
      slogan="Every home they might live in, and a conversation for each."
      lead={isNew ? 'Then make a timeline for your first client.' : 'Sign in to your timelines and conversations.'}
      footer={
        <>
          <p>
            {isNew ? 'You have an account? ' : 'New here? '}
            <Link to={{ pathname: isNew ? '/sign-in' : '/register', search }} className="text-link">
              {isNew ? 'Sign in' : 'Open an agent account'}
            </Link>
          </p>
          <p className="mt-3 text-ink-faint">Are you a client? Open the link that your agent sent you.</p>
        </>
      }
    >
      {reason === 'ended' && !isNew && (
        <p role="status" className="mb-5 rounded-md bg-warn-soft px-4 py-3 text-sm text-warn">
          Your session has ended. Please sign in again.
        </p>
      )}
      <form onSubmit={submit} noValidate className="space-y-4">
        {isNew && (
          <TextField
            {...register('name', {
              required: 'What should clients call you?',
              maxLength: { value: 120, message: 'At most 120 characters' },
            })}
            label="Your name"
            autoComplete="name"
            error={errors.name?.message}
          />
        )}
        <TextField
          {...register('email', {
            required: 'Please fill in your e-mail',
            pattern: {
              value: /^\s*[^@\s]+@[^@\s]+\.[^@\s]+\s*$/,
              message: 'This does not look like an e-mail address',
            },
          })}
          label="E-mail"
          type="email"
          autoComplete="username"
          error={errors.email?.message}
        />
        <TextField
          {...register('password', {
            required: 'Please fill in your password',
            ...(isNew && {
              minLength: {
                value: limits.passwordLength,
                message: `At least ${limits.passwordLength} characters, please`,
              },
            }),
          })}
          label="Password"
          type={isPasswordShown ? 'text' : 'password'}
          autoComplete={isNew ? 'new-password' : 'current-password'}
          {...(isNew && { hint: `At least ${limits.passwordLength} characters` })}
          error={errors.password?.message}
          trailing={
            <IconButton
              label={isPasswordShown ? 'Hide password' : 'Show password'}
              onClick={() => setIsPasswordShown(!isPasswordShown)}
            >
              {isPasswordShown ? <EyeOff /> : <Eye />}
            </IconButton>
          }
        />
        <FormError message={errors.root?.message} />
        <Button type="submit" size="lg" className="w-full" isBusy={isSubmitting}>
          {isNew ? 'Open account' : 'Sign in'}
        </Button>
      </form>
    </AuthLayout>
  );
}
