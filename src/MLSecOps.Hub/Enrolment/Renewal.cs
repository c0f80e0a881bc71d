using MLSecOps.Core.Bytes;
using MLSecOps.Core.Digests;
using MLSecOps.Core.Findings;
using MLSecOps.Formats.Eat;
using MLSecOps.Hub.Access;
using MLSecOps.Hub.Devices;
using MLSecOps.Hub.Domain.Devices;
using MLSecOps.Hub.Domain.Findings;
using MLSecOps.Hub.Domain.Storage;
using MLSecOps.Hub.Ingest;
using MLSecOps.Trust.Identity;

namespace MLSecOps.Hub.Enrolment;

/// <summary>Renewal with the certificate that is in force (RFC 7030, 4.2.2), for a fresh key. Both keys count until the new one is used; then it alone does.</summary>
internal sealed class Renewal(CertificateDesk desk, TimeProvider time)
{
    /// <summary>Judges one attempt.</summary>
    /// <param name="database">Committed when anything is to stay.</param>
    /// <param name="caller">Who has just proven to hold the key of the certificate in force.</param>
    /// <param name="request">PKCS#10 in DER; null when it was no base64. Untrusted.</param>
    /// <param name="from">Where it comes from, for people.</param>
    public EstAnswer Renew(IHubTransaction database, Caller.OfDevice caller, byte[]? request, string from)
    {
        // Read again: it may have been revoked since the connection was made.
        Device? device = database.FindDevice(caller.Device.Ueid);
        if (device is not { Standing: DeviceStanding.Enrolled } || !Ueid.TryParse(device.Ueid, out Ueid? ueid))
        {
            return new EstAnswer.Refused(EnrolmentReasons.DeviceNotEnrolled, null, StatusCodes.Status403Forbidden);
        }

        if (request is null)
        {
            return new EstAnswer.Refused(EnrolmentReasons.RequestRefused, "the request is not base64 of PKCS#10", StatusCodes.Status400BadRequest);
        }

        if (!DeviceCertificateIssuer.ReadRequest(request, ueid).TryGet(out ReadOnlyMemory<byte> key, out FormatFault? fault))
        {
            return new EstAnswer.Refused(EnrolmentReasons.RequestRefused, $"expected {fault.Expected}, found {fault.Found}", StatusCodes.Status400BadRequest);
        }

        DateTimeOffset now = time.GetUtcNow();
        if (caller.Next is { } used)
        {
            device = DeviceLife.Promote(database, device, used, now);
        }

        return Renew(database, device, ueid, key, from, now);
    }

    private EstAnswer Renew(IHubTransaction database, Device device, Ueid ueid, ReadOnlyMemory<byte> key, string from, DateTimeOffset now)
    {
        Sha256Digest hash = Sha256Digest.Of(key.Span);
        DeviceKey? waiting = database.KeysOf(device.Ueid).FirstOrDefault(each => each.Ended is null);
        if (waiting?.Key == hash)
        {
            // The answer was lost on its way: the same request gets the same certificate.
            database.Commit();
            return new EstAnswer.Issued(device.Ueid, waiting.Certificates);
        }

        if (database.FindKey(hash) is not null || database.FindDevice(hash) is not null)
        {
            database.Write(FindingRules.Notice(device.Ueid, null, EnrolmentReasons.KeyReused, $"asked to renew, from {from}", database.Open(device.Ueid), now));
            database.Commit();
            return new EstAnswer.Refused(EnrolmentReasons.KeyReused, null, StatusCodes.Status400BadRequest);
        }

        if (waiting is not null)
        {
            database.PutKey(waiting with { Ended = now, Cause = KeyEnd.Superseded });
        }

        DeviceKey next = new(hash, device.Ueid, desk.Issue(key.Span, ueid, now), now);
        database.PutKey(next);
        database.AddChange(IdentityRules.Line(device.Ueid, "renewed its certificate; its new key counts once it is used", now));
        database.Commit();
        return new EstAnswer.Issued(device.Ueid, next.Certificates);
    }
}
