using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MLSecOps.Core.Bytes;
using MLSecOps.Core.Digests;
using MLSecOps.Core.Findings;
using MLSecOps.Formats.Eat;
using MLSecOps.Hub.Devices;
using MLSecOps.Hub.Domain.Devices;
using MLSecOps.Hub.Domain.Findings;
using MLSecOps.Hub.Domain.Storage;
using MLSecOps.Hub.Ingest;
using MLSecOps.Trust.Identity;
using MLSecOps.Trust.Policy;

namespace MLSecOps.Hub.Enrolment;

/// <summary>Enrolment with a manufacturer's certificate (IEEE 802.1AR) as TLS client certificate: one name of a manufacturer's is one device, for ever.</summary>
internal sealed class IdevidEnrolment(CertificateDesk desk, IReadOnlyList<ReadOnlyMemory<byte>> anchors, TimeProvider time)
{
    /// <summary>True when this hub takes such certificates.</summary>
    public bool IsOffered => anchors.Count > 0;

    /// <summary>Judges one attempt.</summary>
    /// <param name="database">Committed when anything is to stay.</param>
    /// <param name="shown">The certificate whose key the other end has just proven to hold.</param>
    /// <param name="request">PKCS#10 in DER; null when it was no base64. Untrusted.</param>
    /// <param name="from">Where it comes from, for people.</param>
    public EstAnswer Enrol(IHubTransaction database, X509Certificate2 shown, byte[]? request, string from)
    {
        DateTimeOffset now = time.GetUtcNow();
        IdevidAppraisal appraisal = IdevidVerifier.Verify(shown.RawDataMemory, anchors, VerificationTime.ByClock(now));
        if (appraisal is not { Name: { } name, Key: { } idevidKey })
        {
            return new EstAnswer.Refused(EnrolmentReasons.IdevidUntrusted, appraisal.Verdict.Cause?.Difference, StatusCodes.Status403Forbidden);
        }

        IdevidBinding? bound = database.FindIdevid(name);
        if (bound is not null && bound.Key != idevidKey)
        {
            return Misuse(database, bound.Ueid, EnrolmentReasons.IdevidChanged, $"{appraisal.Subject}, from {from}");
        }

        Ueid? ueid = bound is null ? Ueid.ForDevice(RandomNumberGenerator.GetBytes(Ueid.DeviceBytes - 1)) : Ueid.TryParse(bound.Ueid, out Ueid? known) ? known : null;
        if (request is null || ueid is null)
        {
            return new EstAnswer.Refused(EnrolmentReasons.RequestRefused, "the request is not base64 of PKCS#10", StatusCodes.Status400BadRequest);
        }

        if (!DeviceCertificateIssuer.ReadRequest(request, ueid).TryGet(out ReadOnlyMemory<byte> key, out FormatFault? fault))
        {
            return bound is not null && fault.Reason == EnrolmentReasons.TokenOtherDevice
                ? Misuse(database, bound.Ueid, EnrolmentReasons.IdevidChanged, $"{appraisal.Subject} asked for the name {fault.Found}, from {from}")
                : new EstAnswer.Refused(EnrolmentReasons.RequestRefused, $"expected {fault.Expected}, found {fault.Found}", StatusCodes.Status400BadRequest);
        }

        return Enrol(database, bound ?? new IdevidBinding(name, idevidKey, ueid.Hex, now), bound is null, ueid, key, appraisal.Subject!, from);
    }

    private EstAnswer Enrol(IHubTransaction database, IdevidBinding binding, bool isNew, Ueid ueid, ReadOnlyMemory<byte> key, string subject, string from)
    {
        DateTimeOffset now = time.GetUtcNow();
        Sha256Digest hash = Sha256Digest.Of(key.Span);
        Device? known = database.FindDevice(ueid.Hex);
        if (known is { Standing: DeviceStanding.Enrolled } && known.Key == hash)
        {
            // The answer was lost on its way.
            return new EstAnswer.Issued(ueid.Hex, known.Certificates);
        }

        if (known is { Standing: DeviceStanding.Enrolled })
        {
            return new EstAnswer.Refused(HubReasons.DeviceEnrolled, $"device {ueid} has another key; revoke it first (mlsec device reenroll)", StatusCodes.Status409Conflict);
        }

        if (known is { Standing: DeviceStanding.Retired })
        {
            return Misuse(database, ueid.Hex, EnrolmentReasons.DeviceRetired, $"{subject}, from {from}");
        }

        if (database.FindKey(hash) is not null || database.FindDevice(hash) is not null)
        {
            return Misuse(database, ueid.Hex, EnrolmentReasons.KeyReused, $"{subject}, from {from}");
        }

        Device device = new(ueid.Hex, hash, desk.Issue(key.Span, ueid, now), now, $"manufacturer's certificate {subject}");
        if (known is null)
        {
            database.PutDevice(device);
            database.AddChange(IdentityRules.Line(ueid.Hex, $"enrolled with the manufacturer's certificate {subject}", now));
        }
        else
        {
            DeviceLife.Reenrol(database, device, $"with the manufacturer's certificate {subject}", now);
        }

        if (isNew)
        {
            database.AddIdevid(binding);
        }

        database.Commit();
        return new EstAnswer.Issued(ueid.Hex, device.Certificates);
    }

    private EstAnswer.Refused Misuse(IHubTransaction database, string ueid, Reason reason, string detail)
    {
        database.Write(FindingRules.Notice(ueid, null, reason, detail, database.Open(ueid), time.GetUtcNow()));
        database.Commit();
        return new EstAnswer.Refused(reason, detail, StatusCodes.Status403Forbidden);
    }
}
