using System.Runtime.InteropServices;

namespace MLSecOps.EdgeAgent.Service;

/// <summary>Somebody asks the process to end: systemd (SIGTERM), or a person at the console (SIGINT, SIGQUIT). While this lives, these signals do not end the process by themselves.</summary>
internal sealed class StopRequest : IDisposable
{
    private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly PosixSignalRegistration[] _signals;

    public StopRequest() => _signals =
    [
        PosixSignalRegistration.Create(PosixSignal.SIGTERM, Ask),
        PosixSignalRegistration.Create(PosixSignal.SIGINT, Ask),
        PosixSignalRegistration.Create(PosixSignal.SIGQUIT, Ask),
    ];

    /// <summary>Ends at the first such signal; also when it came before anybody waited.</summary>
    public Task Asked => _asked.Task;

    public void Dispose()
    {
        foreach (PosixSignalRegistration signal in _signals)
        {
            signal.Dispose();
        }
    }

    private void Ask(PosixSignalContext signal)
    {
        signal.Cancel = true;
        _asked.TrySetResult();
    }
}
