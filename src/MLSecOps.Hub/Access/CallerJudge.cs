using System.Security.Cryptography.X509Certificates;
using MLSecOps.Core.Findings;
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
            return new Caller.Unknown(EnrolmentReasons.NotAuthorised, "a certificate of neither an operator nor a device of this fleet");
        }

        if (appraisal.Verdict is not TrustVerdict.Trusted)
        {
            return Refuse(appraisal.Verdict);
        }

        return store.FindDevice(device.Ueid.Hex) is { } enrolled && enrolled.Key == device.Key
            ? new Caller.OfDevice(enrolled)
            : new Caller.Unknown(EnrolmentReasons.DeviceNotEnrolled, device.Ueid.Hex);
    }

    private static Caller.Unknown Refuse(TrustVerdict verdict) => new(verdict.Refusal ?? EnrolmentReasons.NotAuthorised, verdict.Cause?.Difference);
}
