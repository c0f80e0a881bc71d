using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MLSecOps.Contracts.Journal;
using MLSecOps.Core.Digests;
using MLSecOps.Core.Findings;
using MLSecOps.EdgeAgent.Mqtt;
using MLSecOps.EdgeAgent.Service;
using MLSecOps.Formats.Eat;
using MLSecOps.Formats.Enrolment;

namespace MLSecOps.EdgeAgent.Enrolment;

/// <summary>Gets this device its identity: from the disk, or from the hub with a token. What a retry can help is tried again; a token that was refused is not, until it changes.</summary>
/// <param name="store">Keeps the identity.</param>
/// <param name="token">Where the token lies.</param>
/// <param name="client">Asks the hub.</param>
/// <param name="log">Tells people.</param>
/// <param name="timing">How patient.</param>
/// <param name="time">The clock of pauses.</param>
internal sealed class Enroller(IdentityStore store, TokenFile token, EstClient client, AgentLog log, LineTiming timing, TimeProvider time)
{
    private volatile string? _refusedToken;
    private volatile string? _told;
    private volatile int _configuration;

    /// <summary>The identity from the disk, or a new one as soon as a token is there and accepted.</summary>
    /// <param name="hub">The hub's address.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task<EnrolledIdentity> GetAsync(Uri hub, CancellationToken cancellationToken)
    {
        BackOff retries = new(timing.FirstRetry, timing.LongestRetry, Random.Shared.NextDouble);
        if (Load() is { } known)
        {
            return known;
        }

        while (true)
        {
            // Before the file is read: a change between the reading and the waiting is a change too.
            string? stamp = token.Stamp;
            (EnrolledIdentity? identity, bool mayRetry) = await TryAsync(hub, null, cancellationToken);
            if (identity is not null)
            {
                return identity;
            }

            TimeSpan pause = mayRetry ? retries.Next() : Timeout.InfiniteTimeSpan;
            await WaitForTokenAsync(stamp, pause, cancellationToken);
        }
    }

    /// <summary>Enrols a device that the hub does not accept any more, if a token lies there that was not refused yet.</summary>
    /// <returns>The new identity; null when there is none.</returns>
    public async Task<EnrolledIdentity?> RenewAsync(Uri hub, Ueid ueid, CancellationToken cancellationToken) =>
        token.Stamp is null || token.Stamp == _refusedToken ? null : (await TryAsync(hub, ueid, cancellationToken)).Identity;

    /// <summary>Waits until the token file changes, or for a time.</summary>
    public async Task WaitForTokenAsync(string? stamp, TimeSpan most, CancellationToken cancellationToken)
    {
        long start = time.GetTimestamp();
        int configuration = _configuration;
        while (token.Stamp == stamp && _configuration == configuration)
        {
            TimeSpan left = most == Timeout.InfiniteTimeSpan ? timing.TokenLook : most - time.GetElapsedTime(start);
            if (left <= TimeSpan.Zero)
            {
                return;
            }

            await Task.Delay(left < timing.TokenLook ? left : timing.TokenLook, time, cancellationToken);
        }
    }

    /// <summary>Waits for a time, or until a token appears that was not refused yet.</summary>
    public Task WaitForTokenAsync(TimeSpan most, CancellationToken cancellationToken) => WaitForTokenAsync(token.Stamp, most, cancellationToken);

    /// <summary>The configuration or trust.toml is another one now: what was refused may be accepted.</summary>
    public void ConfigurationChanged()
    {
        _refusedToken = null;
        _told = null;
        Interlocked.Increment(ref _configuration);
    }

    private EnrolledIdentity? Load()
    {
        try
        {
            store.Prepare();
            EnrolledIdentity? identity = store.Load(out string? trouble);
            if (trouble is not null)
            {
                Tell(EnrolmentReasons.CertificateUnfit, trouble);
            }

            return identity;
        }
        catch (Exception outside) when (outside is IOException or UnauthorizedAccessException)
        {
            log.Failure(StoreReasons.StoreFailed, null, outside.Message);
            return null;
        }
    }

    private async Task<(EnrolledIdentity? Identity, bool MayRetry)> TryAsync(Uri hub, Ueid? ueid, CancellationToken cancellationToken)
    {
        string? stamp = token.Stamp;
        if (token.Read(out Reason? refusal, out string detail) is not { } read)
        {
            Tell(refusal!, detail);
            return (null, false);
        }

        if (stamp is not null && stamp == _refusedToken)
        {
            return (null, false);
        }

        try
        {
            return await TryAsync(hub, ueid, read, stamp, cancellationToken);
        }
        catch (Exception outside) when (outside is IOException or UnauthorizedAccessException or CryptographicException)
        {
            Tell(StoreReasons.StoreFailed, outside.Message);
            return (null, true);
        }
    }

    private async Task<(EnrolledIdentity? Identity, bool MayRetry)> TryAsync(Uri hub, Ueid? ueid, EnrolToken read, string? stamp, CancellationToken cancellationToken)
    {
        ECDsa key = store.PendingKey();
        EnrolledIdentity? identity = null;
        try
        {
            string asked = $"{hub.Authority}, key {Sha256Digest.Of(key.ExportSubjectPublicKeyInfo())}";
            EnrolmentAnswer answer = await client.EnrolAsync(hub, read, Request(key, ueid), cancellationToken);
            switch (answer)
            {
                case EnrolmentAnswer.Issued issued:
                    identity = store.Keep(key, issued.Certificates, out string? trouble);
                    if (identity is null)
                    {
                        _refusedToken = stamp;
                        Tell(EnrolmentReasons.CertificateUnfit, $"{asked}: {trouble}");
                        return (null, false);
                    }

                    break;
                case EnrolmentAnswer.Refused refused:
                    _refusedToken = stamp;
                    Tell(refused.Reason, $"{asked}: {refused.Detail}{AfterCrash(refused.Reason)}");
                    return (null, false);
                case EnrolmentAnswer.Later later:
                    Tell(later.Reason, $"{hub.Authority}: {later.Detail}");
                    return (null, true);
            }
        }
        finally
        {
            if (identity is null)
            {
                key.Dispose();
            }
        }

        _told = null;
        bool removed = token.TryRemove();
        _refusedToken = token.Stamp;
        log.Write(JournalEvents.Enrolled, null, null, $"{identity!.Ueid} at {hub.Authority}{(removed ? string.Empty : "; remove the used token from hub.token_file, the agent may not")}");
        return (identity, false);
    }

    // A device whose power failed between the hub's answer and the storing of it finds its token used.
    private static string AfterCrash(Reason reason) => reason == EnrolmentReasons.TokenUsed
        ? "; if the hub enrolled a device with this very key, its answer was lost here: retire that device and put a new token into hub.token_file"
        : string.Empty;

    private static byte[] Request(ECDsa key, Ueid? ueid) =>
        new CertificateRequest(new X500DistinguishedName(ueid is null ? string.Empty : $"CN={ueid}"), key, HashAlgorithmName.SHA256).CreateSigningRequest();

    // One finding for each cause, not for each attempt.
    private void Tell(Reason reason, string detail)
    {
        string line = $"{reason.Code} {(reason.Class == ReasonClass.Unreachable ? string.Empty : detail)}";
        if (line != _told)
        {
            _told = line;
            log.Write(JournalEvents.EnrolmentFailed, null, reason, detail);
        }
    }
}
