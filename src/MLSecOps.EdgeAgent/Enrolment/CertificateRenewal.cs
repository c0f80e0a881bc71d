using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MLSecOps.Contracts.Journal;
using MLSecOps.Core.Findings;
using MLSecOps.EdgeAgent.Mqtt;
using MLSecOps.EdgeAgent.Service;
using MLSecOps.Trust.Policy;

namespace MLSecOps.EdgeAgent.Enrolment;

/// <summary>Renews the device's certificate at half of its life, for a new key. Until the new identity has been used, both lie on the disk.</summary>
/// <remarks>A fleet that was enrolled on one day does not come back on one day: each device waits up to a tenth of its certificate's life longer, by the certificate's own digest, so that a restart changes nothing.</remarks>
/// <param name="store">Keeps identities.</param>
/// <param name="client">Asks the hub.</param>
/// <param name="now">The time to judge dates by, with its origin.</param>
/// <param name="log">Tells people.</param>
/// <param name="timing">How patient.</param>
/// <param name="time">The clock of pauses.</param>
internal sealed class CertificateRenewal(IdentityStore store, EstClient client, Func<VerificationTime> now, AgentLog log, LineTiming timing, TimeProvider time)
{
    private readonly BackOff _retries = new(timing.FirstRetry, timing.LongestRenewalRetry, Random.Shared.NextDouble);
    private readonly Lock _files = new();
    private volatile EnrolledIdentity? _next;
    private string? _told;

    /// <summary>The renewed identity that has not been used yet; null while there is none.</summary>
    public EnrolledIdentity? Next => _next;

    /// <summary>From when an identity is to be renewed.</summary>
    public static DateTimeOffset DueAt(EnrolledIdentity identity)
    {
        double share = BinaryPrimitives.ReadUInt32BigEndian(SHA256.HashData(identity.Certificates[0].Span)) / (uint.MaxValue + 1.0);
        return identity.NotBefore + ((identity.NotAfter - identity.NotBefore) * (0.5 + (0.1 * share)));
    }

    /// <summary>Finds what a renewal before this start of the agent left.</summary>
    /// <param name="current">The identity in use: one of another device is nobody's.</param>
    public void Load(EnrolledIdentity current)
    {
        try
        {
            EnrolledIdentity? left = store.LoadNext(out string? trouble);
            if (left is null || left.Ueid != current.Ueid)
            {
                left?.Dispose();
                store.DiscardNext();
            }
            else
            {
                _next = left;
            }

            if (trouble is not null)
            {
                Tell(EnrolmentReasons.CertificateUnfit, trouble);
            }
        }
        catch (Exception outside) when (outside is IOException or UnauthorizedAccessException)
        {
            Tell(StoreReasons.StoreFailed, outside.Message);
        }
    }

    /// <summary>Looks again and again whether the identity in use is to be renewed, and renews it.</summary>
    /// <param name="hub">The hub's address now; null without one.</param>
    /// <param name="current">The identity in use; null while there is none.</param>
    /// <param name="ready">Called when there is a renewed one to be used.</param>
    /// <param name="cancellationToken">Ends the looking.</param>
    public async Task RunAsync(Func<Uri?> hub, Func<EnrolledIdentity?> current, Action ready, CancellationToken cancellationToken)
    {
        while (true)
        {
            await Task.Delay(timing.RenewalLook, time, cancellationToken);
            if (_next is not null || hub() is not { } address || current() is not { } identity || now().Instant < DueAt(identity))
            {
                continue;
            }

            if (now().Judge(identity.NotBefore, identity.NotAfter) == Validity.Expired)
            {
                Tell(EvidenceReasons.DeviceCertificateExpired, $"valid until {StatusView.Rfc3339(identity.NotAfter)}; an expired certificate renews nothing");
                continue;
            }

            if (await TryAsync(address, identity, current, cancellationToken))
            {
                _retries.Reset();
                ready();
            }
            else
            {
                await Task.Delay(_retries.Next(), time, cancellationToken);
            }
        }
    }

    /// <summary>The renewed identity was accepted: it takes the place of the one before, on the disk too.</summary>
    public void Adopt(EnrolledIdentity used)
    {
        _next = null;
        _told = null;
        try
        {
            store.Promote();
        }
        catch (Exception outside) when (outside is IOException or UnauthorizedAccessException)
        {
            // Both are still there: the next start of the agent tries the renewed one first.
            log.Failure(StoreReasons.StoreFailed, null, outside.Message);
        }

        log.Write(JournalEvents.CertificateRenewed, null, null, $"{used.Ueid}, valid until {StatusView.Rfc3339(used.NotAfter)}");
    }

    /// <summary>The hub takes the identity before and not this one, as after its database was put back; or the device enrolled anew.</summary>
    public void Discard()
    {
        _next = null;
        try
        {
            store.DiscardNext();
        }
        catch (Exception outside) when (outside is IOException or UnauthorizedAccessException)
        {
            log.Failure(StoreReasons.StoreFailed, null, outside.Message);
        }
    }

    /// <summary>Ends the identity: an answer to a renewal that is under way brings no key back.</summary>
    /// <param name="then">Ends it.</param>
    public void End(Action then)
    {
        lock (_files)
        {
            _next = null;
            then();
        }
    }

    private EnrolledIdentity? Keep(ECDsa key, EnrolmentAnswer.Issued issued, EnrolledIdentity identity, Func<EnrolledIdentity?> current, out string? trouble)
    {
        lock (_files)
        {
            trouble = "the identity has ended meanwhile";
            return ReferenceEquals(current(), identity) ? store.KeepNext(key, issued.Certificates, identity.Ueid, out trouble) : null;
        }
    }

    private async Task<bool> TryAsync(Uri hub, EnrolledIdentity identity, Func<EnrolledIdentity?> current, CancellationToken cancellationToken)
    {
        ECDsa? key = null;
        EnrolledIdentity? renewed = null;
        try
        {
            key = store.NextKey();
            byte[] request = new CertificateRequest($"CN={identity.Ueid}", key, HashAlgorithmName.SHA256).CreateSigningRequest();
            switch (await client.RenewAsync(hub, identity, request, cancellationToken))
            {
                case EnrolmentAnswer.Issued issued:
                    _next = renewed = Keep(key, issued, identity, current, out string? trouble);
                    if (renewed is null)
                    {
                        Tell(EnrolmentReasons.CertificateUnfit, $"{hub.Authority}: {trouble}");
                    }

                    break;
                case EnrolmentAnswer.Refused refused:
                    Tell(refused.Reason, $"{hub.Authority}: {refused.Detail}");
                    if (refused.Reason == EnrolmentReasons.KeyReused)
                    {
                        // A key that the hub has seen end brings nothing any more.
                        store.DiscardNext();
                    }

                    break;
                case EnrolmentAnswer.Later later:
                    Tell(later.Reason, $"{hub.Authority}: {later.Detail}");
                    break;
            }
        }
        catch (Exception outside) when (outside is IOException or UnauthorizedAccessException or CryptographicException)
        {
            Tell(StoreReasons.StoreFailed, outside.Message);
        }
        finally
        {
            if (renewed is null)
            {
                key?.Dispose();
            }
        }

        return renewed is not null;
    }

    // One finding for each cause, not for each attempt.
    private void Tell(Reason reason, string detail)
    {
        if (reason.Code != _told)
        {
            _told = reason.Code;
            log.Write(JournalEvents.RenewalFailed, null, reason, detail);
        }
    }
}
