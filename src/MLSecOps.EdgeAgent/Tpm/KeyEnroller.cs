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
    private Task<bool>? _working;
    private DateTimeOffset _next = DateTimeOffset.MinValue;

    /// <summary>Makes an attempt, or waits for the one under way: evidence that is signed by the key in the file must not be on its way when the hub begins to ask for more.</summary>
    /// <returns>True when the hub agreed; false when it did not, when it is too early to ask again, or when patience ended before the TPM had made its keys.</returns>
    public async Task<bool> EnrolAsync(EnrolledIdentity identity)
    {
        Task<bool> attempt;
        lock (_gate)
        {
            if (_working is null)
            {
                if (_stopping.IsCancellationRequested || time.GetUtcNow() < _next || hub() is not { } address)
                {
                    return false;
                }

                _working = Task.Run(() => WorkAsync(identity, address));
            }

            attempt = _working;
        }

        try
        {
            return await attempt.WaitAsync(TpmParts.Patience, time);
        }
        catch (TimeoutException)
        {
            return false;
        }
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

    private async Task<bool> WorkAsync(EnrolledIdentity identity, Uri address)
    {
        TimeSpan pause = timing.RefusedRetry;
        try
        {
            (Contracts.Hub.AttestationKeyReply? reply, ReadOnlyMemory<byte> name, Reason? reason, string detail) = await enrolment.EnrolAsync(address, identity, _stopping.Token);
            if (reply is not null)
            {
                tpm.Enrolled.Keep(name, identity.TlsKey);
                log.Write(IdentityEvents.AttestationKeyEnrolled, null, null, $"{reply.AttestationKey}, tier {reply.Tier}");
                if (reply.AgentPcr != pcr)
                {
                    tpm.Tell(TpmReasons.PcrNotQuoted, $"the hub expects PCR {reply.AgentPcr}, tpm.pcr is {pcr}");
                }

                _retries.Reset();
                agreed();
                return true;
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
                _working = null;
                _next = time.GetUtcNow() + pause;
            }
        }

        return false;
    }
}
