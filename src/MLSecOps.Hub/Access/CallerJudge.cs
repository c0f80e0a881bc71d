using System.Security.Cryptography.X509Certificates;
using MLSecOps.Core.Findings;
using MLSecOps.Formats.Eat;
using MLSecOps.Hub.Domain.Devices;
using MLSecOps.Hub.Domain.Storage;
using MLSecOps.Hub.Identity;
using MLSecOps.Trust.Evidence;
using MLSecOps.Trust.Identity;
using MLSecOps.Trust.Policy;

namespace MLSecOps.Hub.Access;

/// <summary>Tells who a client certificate is: HTTPS and the embedded broker ask the same judge.</summary>
internal sealed class CallerJudge(HubIdentity identity, IHubReads store, TimeProvider time)
{
    /// <summary>Judges a certificate whose private key the other end has just proven to hold; null when it showed none.</summary>
    public Caller Judge(X509Certificate2? certificate)
    {
        if (certificate is null)
        {
            return new Caller.Unknown(EnrolmentReasons.NotAuthorised, "no client certificate");
        }

        VerificationTime now = VerificationTime.ByClock(time.GetUtcNow());
        OperatorAppraisal asOperator = OperatorCertificateVerifier.Verify(certificate.RawDataMemory, [], identity.Operators, now);
        return asOperator.Verdict is TrustVerdict.Trusted ? new Caller.Operator(asOperator.Name!)
            : asOperator.Name is not null ? Refuse(asOperator.Verdict)
            : JudgeDevice(certificate, now);
    }

    private Caller JudgeDevice(X509Certificate2 certificate, VerificationTime now)
    {
        DeviceCertificateAppraisal appraisal = DeviceCertificateVerifier.Verify(certificate.RawDataMemory, identity.DeviceCompanions, identity.Hub, now);
        using DeviceIdentity? device = appraisal.Device;
        if (device is null)
        {
            return Ueid.TryParse(certificate.GetNameInfo(X509NameType.SimpleName, false), out Ueid? claimed)
                ? new Caller.Unknown(EnrolmentReasons.CertificateForeign, appraisal.Verdict.Cause?.Difference, claimed.Hex)
                : new Caller.Unknown(EnrolmentReasons.NotAuthorised, "a certificate of neither an operator nor a device of this fleet");
        }

        return appraisal.Verdict is TrustVerdict.Trusted ? JudgeKey(device) : Refuse(appraisal.Verdict, device.Ueid.Hex);
    }

    // The certificate is ours; what counts is what became of its key since.
    private Caller JudgeKey(DeviceIdentity device)
    {
        string ueid = device.Ueid.Hex;
        if (store.FindDevice(ueid) is not { } enrolled)
        {
            return new Caller.Unknown(EnrolmentReasons.DeviceNotEnrolled, ueid);
        }

        if (enrolled.Standing == DeviceStanding.Enrolled && enrolled.Key == device.Key)
        {
            return new Caller.OfDevice(enrolled);
        }

        DeviceKey? beside = store.FindKey(device.Key);
        return beside?.Ueid != ueid ? new Caller.Unknown(EnrolmentReasons.DeviceNotEnrolled, ueid, ueid)
            : enrolled.Standing == DeviceStanding.Retired ? new Caller.Unknown(EnrolmentReasons.DeviceRetired, ueid, ueid)
            : enrolled.Standing == DeviceStanding.Enrolled && beside.Ended is null ? new Caller.OfDevice(enrolled, beside)
            : new Caller.Unknown(beside.Cause == KeyEnd.Superseded ? EnrolmentReasons.KeySuperseded : EnrolmentReasons.KeyRevoked, $"{ueid}, key {device.Key}", ueid);
    }

    private static Caller.Unknown Refuse(TrustVerdict verdict, string? ueid = null) => new(verdict.Refusal ?? EnrolmentReasons.NotAuthorised, verdict.Cause?.Difference, ueid);
}
