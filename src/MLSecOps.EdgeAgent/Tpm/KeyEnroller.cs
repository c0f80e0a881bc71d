using System.Security.Cryptography;
using MLSecOps.Contracts.Journal;
using MLSecOps.Core.Findings;
using MLSecOps.EdgeAgent.Enrolment;
using MLSecOps.EdgeAgent.Mqtt;
using MLSecOps.EdgeAgent.Service;
using MLSecOps.Linux.Tpm;

namespace MLSecOps.EdgeAgent.Tpm;

/// <summary>Brings the attestation key to the hub when it does not know it: after the first start with a TPM, after the device was enrolled anew, and when the hub says that it does not know the key. One attempt at a time, with pauses.</summary>
/// <param name="tpm">The TPM.</param>
/// <param name="enrolment">Makes an attempt.</param>
/// <param name="hub">The hub's address; null for none.</param>
/// <param name="agreed">Called when the hub agreed: new evidence is due.</param>
/// <param name="pcr">The PCR into which this agent measures.</param>
/// <param name="log">Tells people.</param>
/// <param name="timing">How patient.</param>
/// <param name="time">The clock of pauses.</param>
internal sealed class KeyEnroller(
    TpmParts tpm, AttestationEnrolment enrolment, Func<Uri?> hub, Action agreed, int pcr, AgentLog log, LineTiming timing, TimeProvider time) : IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly BackOff _retries = new(timing.FirstRetry, timing.LongestRetry, Random.Shared.NextDouble);
    private readonly Lock _gate = new();
    private bool _working;
    private DateTimeOffset _next = DateTimeOffset.MinValue;

    /// <summary>Begins an attempt, unless one is under way or it is too early for another.</summary>
    public void Begin(EnrolledIdentity identity)
    {
        lock (_gate)
        {
            if (_working || _stopping.IsCancellationRequested || time.GetUtcNow() < _next || hub() is null)
            {
                return;
            }

            _working = true;
        }

        _ = Task.Run(() => WorkAsync(identity, hub()!));
    }

    /// <summary>The hub says that it does not know the key: it is brought again.</summary>
    public void Unknown()
    {
        try
        {
            tpm.Enrolled.Forget();
        }
        catch (Exception outside) when (outside is IOException or UnauthorizedAccessException)
        {
            log.Failure(StoreReasons.StoreFailed, null, outside.Message);
        }
    }

    public void Dispose() => _stopping.Cancel();

    private async Task WorkAsync(EnrolledIdentity identity, Uri address)
    {
        TimeSpan pause = timing.RefusedRetry;
        try
        {
            (Contracts.Hub.AttestationKeyReply? reply, ReadOnlyMemory<byte> name, Reason? reason, string detail) = await enrolment.EnrolAsync(address, identity, _stopping.Token);
            if (reply is not null)
            {
                tpm.Enrolled.Keep(name, identity.TlsKey);
                log.Write(JournalEvents.AttestationKeyEnrolled, null, null, $"{reply.AttestationKey}, tier {reply.Tier}");
                if (reply.AgentPcr != pcr)
                {
                    tpm.Tell(TpmReasons.PcrNotQuoted, $"the hub expects PCR {reply.AgentPcr}, tpm.pcr is {pcr}");
                }

                _retries.Reset();
                agreed();
                return;
            }

            pause = reason!.Class == ReasonClass.Unreachable ? _retries.Next() : pause;
            tpm.Tell(reason, detail);
        }
        catch (OperationCanceledException)
        {
            // The agent stops.
        }
        catch (Exception outside) when (outside is IOException or UnauthorizedAccessException or CryptographicException or ObjectDisposedException)
        {
            tpm.Tell((outside as TpmDeviceException)?.Reason ?? StoreReasons.StoreFailed, outside.Message);
        }
        finally
        {
            lock (_gate)
            {
                _working = false;
                _next = time.GetUtcNow() + pause;
            }
        }
    }
}
