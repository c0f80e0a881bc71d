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

    /// <summary>This device's certificate of its manufacturer; null when the configuration knows none.</summary>
    public IdevidFiles? Idevid { get; init; }

    /// <summary>Called once the hub issued a certificate that fits, before it is kept.</summary>
    public Action? Issued { get; init; }

    /// <summary>Why there is no identity; null before an attempt ended, and once there is one.</summary>
    public Reason? Trouble { get; private set; }

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

    /// <summary>Enrols a device that the hub does not accept any more, if a token lies there that was not refused yet, or the device has a manufacturer's certificate.</summary>
    /// <returns>The new identity; null when there is none.</returns>
    public async Task<EnrolledIdentity?> EnrolAgainAsync(Uri hub, Ueid ueid, CancellationToken cancellationToken) =>
        token.Stamp is null ? (MayShowIdevid ? (await TryIdevidAsync(hub, ueid, cancellationToken)).Identity : null)
        : token.Stamp == _refusedToken ? null
        : (await TryAsync(hub, ueid, cancellationToken)).Identity;

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
            if (refusal == EnrolmentReasons.TokenMissing && MayShowIdevid)
            {
                return await TryIdevidAsync(hub, ueid, cancellationToken);
            }

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
        (EnrolledIdentity? identity, bool mayRetry) = await AskAsync(
            hub, ueid, request => client.EnrolAsync(hub, read, request, cancellationToken));
        if (identity is null)
        {
            _refusedToken = mayRetry ? _refusedToken : stamp;
            return (null, mayRetry);
        }

        bool removed = token.TryRemove();
        _refusedToken = token.Stamp;
        log.Write(JournalEvents.Enrolled, null, null, $"{identity!.Ueid} at {hub.Authority}{(removed ? string.Empty : "; remove the used token from hub.token_file, the agent may not")}");
        return (identity, false);
    }

    // A retired device does not come back by itself: its manufacturer's certificate is still there, and a person decides.
    private bool MayShowIdevid => Idevid is { IsConfigured: true } && !store.IsRetired;

    // What a hub does not take today it may take once its administrator named the manufacturer: so it is asked again, patiently.
    private async Task<(EnrolledIdentity? Identity, bool MayRetry)> TryIdevidAsync(Uri hub, Ueid? ueid, CancellationToken cancellationToken)
    {
        if (Idevid!.Load(out string trouble) is not { } idevid)
        {
            Tell(EnrolmentReasons.IdevidUntrusted, trouble);
            return (null, true);
        }

        try
        {
            (EnrolledIdentity? identity, _) = await AskAsync(hub, ueid, request => client.EnrolAsync(hub, idevid, request, cancellationToken));
            if (identity is not null)
            {
                log.Write(JournalEvents.Enrolled, null, null, $"{identity.Ueid} at {hub.Authority}, by the manufacturer's certificate");
            }

            return (identity, true);
        }
        catch (Exception outside) when (outside is IOException or UnauthorizedAccessException or CryptographicException)
        {
            Tell(StoreReasons.StoreFailed, outside.Message);
            return (null, true);
        }
        finally
        {
            idevid.TargetCertificate.Dispose();
        }
    }

    private async Task<(EnrolledIdentity? Identity, bool MayRetry)> AskAsync(Uri hub, Ueid? ueid, Func<byte[], Task<EnrolmentAnswer>> ask)
    {
        ECDsa key = store.PendingKey();
        EnrolledIdentity? identity = null;
        bool mayRetry = false;
        try
        {
            string asked = $"{hub.Authority}, key {Sha256Digest.Of(key.ExportSubjectPublicKeyInfo())}";
            switch (await ask(Request(key, ueid)))
            {
                case EnrolmentAnswer.Issued issued:
                    identity = store.Keep(key, issued.Certificates, out string? trouble, Issued);
                    if (identity is null)
                    {
                        Tell(EnrolmentReasons.CertificateUnfit, $"{asked}: {trouble}");
                    }

                    break;
                case EnrolmentAnswer.Refused refused:
                    Tell(refused.Reason, $"{asked}: {refused.Detail}{AfterCrash(refused.Reason)}");
                    break;
                case EnrolmentAnswer.Later later:
                    Tell(later.Reason, $"{hub.Authority}: {later.Detail}");
                    mayRetry = true;
                    break;
            }
        }
        finally
        {
            if (identity is null)
            {
                key.Dispose();
            }
        }

        if (identity is not null)
        {
            _told = null;
            Trouble = null;
        }

        return (identity, mayRetry);
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
        Trouble = reason;
        string line = $"{reason.Code} {(reason.Class == ReasonClass.Unreachable ? string.Empty : detail)}";
        if (line != _told)
        {
            _told = line;
            log.Write(JournalEvents.EnrolmentFailed, null, reason, detail);
        }
    }
}
