using MLSecOps.Core.Findings;
using MLSecOps.Linux.Tpm;

namespace MLSecOps.EdgeAgent.Tpm;

/// <summary>Work with the TPM in order, on a thread of its own: a chip takes tenths of a second for a signature, and may hang. The thread lives only while there is work, and the TPM is open only as long.</summary>
/// <param name="open">Connects.</param>
internal sealed class TpmLane(Func<TpmSession> open) : IDisposable
{
    private const int StackBytes = 256 << 10;

    private readonly Lock _gate = new();
    private readonly Queue<Job> _waiting = new();
    private bool _working;
    private bool _closed;

    private abstract class Job
    {
        public abstract void Run(TpmSession session);

        public abstract void Fail(Exception why);
    }

    private sealed class Job<T>(Func<TpmSession, T> work) : Job
    {
        private readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<T> Done => _done.Task;

        public override void Run(TpmSession session) => _done.TrySetResult(work(session));

        public override void Fail(Exception why) => _done.TrySetException(why);
    }

    /// <summary>Does work with the TPM, after all that was asked for before.</summary>
    /// <param name="work">Blocks; on the lane's thread.</param>
    /// <exception cref="TpmDeviceException">The TPM failed. All that waits fails with it, so that nobody waits for a dead TPM over and over.</exception>
    public Task<T> RunAsync<T>(Func<TpmSession, T> work)
    {
        Job<T> job = new(work);
        lock (_gate)
        {
            if (_closed)
            {
                job.Fail(new TpmDeviceException(TpmDeviceReasons.NoAnswer, "the agent stops"));
                return job.Done;
            }

            _waiting.Enqueue(job);
            if (!_working)
            {
                _working = true;
                new Thread(Work, StackBytes) { IsBackground = true, Name = "tpm" }.Start();
            }
        }

        return job.Done;
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _closed = true;
        }
    }

    private void Work()
    {
        TpmSession? session = null;
        do
        {
            while (Next() is { } job)
            {
                session = Run(session, job);
            }

            // Ends before anybody may begin the next one: a simulator serves one at a time.
            session?.Dispose();
            session = null;
        }
        while (!IsDone());
    }

    private TpmSession? Run(TpmSession? session, Job job)
    {
        try
        {
            session ??= open();
            job.Run(session);
        }
        catch (TpmDeviceException failed) when (failed.Reason == TpmDeviceReasons.Refused && session is not null)
        {
            job.Fail(failed);
        }
        catch (TpmDeviceException failed)
        {
            session?.Dispose();
            session = null;
            job.Fail(failed);
            FailAll(failed);
        }
        catch (Exception bug)
        {
            job.Fail(bug);
        }

        return session;
    }

    private Job? Next()
    {
        lock (_gate)
        {
            return _waiting.TryDequeue(out Job? job) ? job : null;
        }
    }

    private bool IsDone()
    {
        lock (_gate)
        {
            _working = _waiting.Count > 0;
            return !_working;
        }
    }

    private void FailAll(TpmDeviceException why)
    {
        lock (_gate)
        {
            while (_waiting.TryDequeue(out Job? job))
            {
                job.Fail(why);
            }
        }
    }
}
