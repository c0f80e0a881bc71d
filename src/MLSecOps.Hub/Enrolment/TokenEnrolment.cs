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

namespace MLSecOps.Hub.Enrolment;

/// <summary>Enrolment with a one-time token: a new device under the token's name, or a known one again with a token that was made for that.</summary>
internal sealed class TokenEnrolment(CertificateDesk desk, TimeProvider time)
{
    /// <summary>Judges one attempt. Misuse of a token is a finding of the device that it names, committed here.</summary>
    /// <param name="database">Committed when anything is to stay.</param>
    /// <param name="secret">SHA-256 of what came as password.</param>
    /// <param name="request">PKCS#10 in DER; null when it was no base64. Untrusted.</param>
    /// <param name="from">Who asks, for people.</param>
    public EstAnswer Enrol(IHubTransaction database, Sha256Digest secret, byte[]? request, string from)
    {
        DateTimeOffset now = time.GetUtcNow();
        if (database.FindToken(secret) is not { } token)
        {
            return new EstAnswer.Refused(EnrolmentReasons.TokenUnknown, null, StatusCodes.Status401Unauthorized);
        }

        Ueid ueid = Ueid.TryParse(token.Ueid, out Ueid? known) ? known : throw new InvalidOperationException("a token without a UEID; this is a bug");
        Device? device = database.FindDevice(token.Ueid);
        return token.Used is not null ? Misuse(database, token, EnrolmentReasons.TokenUsed, from, StatusCodes.Status401Unauthorized)
            : token.Expires < now ? Misuse(database, token, EnrolmentReasons.TokenExpired, from, StatusCodes.Status401Unauthorized)
            : request is null ? new EstAnswer.Refused(EnrolmentReasons.RequestRefused, "the request is not base64 of PKCS#10", StatusCodes.Status400BadRequest)
            : !DeviceCertificateIssuer.ReadRequest(request, ueid).TryGet(out ReadOnlyMemory<byte> key, out FormatFault? fault) ? Refuse(database, token, fault, from)
            : Enrol(database, token, device, ueid, key, from);
    }

    private EstAnswer Enrol(IHubTransaction database, EnrolmentToken token, Device? known, Ueid ueid, ReadOnlyMemory<byte> key, string from)
    {
        DateTimeOffset now = time.GetUtcNow();
        Sha256Digest hash = Sha256Digest.Of(key.Span);
        if (known is not null && (!token.Reenrols || known.Standing == DeviceStanding.Enrolled))
        {
            // A known device with a new key would be another one under its name (design §10).
            return Misuse(database, token, token.Reenrols ? EnrolmentReasons.TokenOtherDevice : EnrolmentReasons.TokenUsed, from, StatusCodes.Status401Unauthorized);
        }

        if (database.FindKey(hash) is not null || database.FindDevice(hash) is not null)
        {
            return Misuse(database, token, EnrolmentReasons.KeyReused, from, StatusCodes.Status400BadRequest);
        }

        Device device = new(ueid.Hex, hash, desk.Issue(key.Span, ueid, now), now, token.CreatedBy);
        bool used = known is null ? database.Redeem(token.Secret, device) : database.UseToken(token.Secret, ueid.Hex, now);
        if (!used)
        {
            return Misuse(database, token, EnrolmentReasons.TokenUsed, from, StatusCodes.Status401Unauthorized);
        }

        if (known is null)
        {
            database.AddChange(IdentityRules.Line(ueid.Hex, $"enrolled with a token of {token.CreatedBy}", now));
        }
        else
        {
            DeviceLife.Reenrol(database, device, $"with a token of {token.CreatedBy}", now);
        }

        database.Commit();
        return new EstAnswer.Issued(ueid.Hex, device.Certificates);
    }

    private EstAnswer.Refused Refuse(IHubTransaction database, EnrolmentToken token, FormatFault fault, string from) => fault.Reason == EnrolmentReasons.TokenOtherDevice
        ? Misuse(database, token, fault.Reason, $"{from}, found {fault.Found}", StatusCodes.Status400BadRequest)
        : new EstAnswer.Refused(fault.Reason, $"expected {fault.Expected}, found {fault.Found}", StatusCodes.Status400BadRequest);

    private EstAnswer.Refused Misuse(IHubTransaction database, EnrolmentToken token, Reason reason, string from, int status)
    {
        database.Write(FindingRules.Notice(token.Ueid, null, reason, $"from {from}", database.Open(token.Ueid), time.GetUtcNow()));
        database.Commit();
        return new EstAnswer.Refused(reason, null, status);
    }
}
