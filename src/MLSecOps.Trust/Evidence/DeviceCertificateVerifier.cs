using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

using MLSecOps.Core.Findings;
using MLSecOps.Formats.Eat;
using MLSecOps.Trust.Cms;
using MLSecOps.Trust.Policy;

namespace MLSecOps.Trust.Evidence;

/// <summary>Judges a device's certificate: P-256 end entity with extended key usage clientAuth, below an anchor of the hub, whose subject is one common name, the UEID.</summary>
public static class DeviceCertificateVerifier
{
    private const string CommonName = "2.5.4.3";

    /// <summary>Judges the certificate.</summary>
    /// <param name="certificate">DER; untrusted.</param>
    /// <param name="companions">Certificates between it and the anchor; untrusted.</param>
    /// <param name="hub">The hub's anchors.</param>
    /// <param name="time">When.</param>
    public static DeviceCertificateAppraisal Verify(
        ReadOnlyMemory<byte> certificate, IEnumerable<ReadOnlyMemory<byte>> companions, RolePolicy hub, VerificationTime time)
    {
        CheckList checks = new();
        EndEntityAppraiser appraiser = new(checks, "device", EvidenceReasons.DeviceCertificate, [Oids.ClientAuthentication]);
        EndEntity? entity = appraiser.Judge(certificate, companions, hub, time);
        DeviceIdentity? device = null;
        if (entity is not null)
        {
            string? name = ReadName(certificate);
            if (Ueid.TryParse(name, out Ueid? ueid))
            {
                checks.Pass(EvidenceChecks.CertificateName, "device", ueid.Hex);
                EndEntityAppraiser.CheckValidity(checks, "device", entity.Start, entity.End, time);
                device = new DeviceIdentity(ueid, entity);
            }
            else
            {
                checks.Fail(EvidenceChecks.CertificateName, "device", EvidenceReasons.DeviceCertificate, "one common name that is a UEID", name ?? "another subject");
                entity.Key.Dispose();
            }
        }

        checks.SkipRest(EvidenceChecks.OfCertificate, "device");
        return new DeviceCertificateAppraisal(TrustVerdict.From(checks.All, PackageReasons.NotReached), device);
    }

    // The subject is exactly one attribute, the common name: a second one could be what another program takes for the name.
    private static string? ReadName(ReadOnlyMemory<byte> der)
    {
        try
        {
            using X509Certificate2 certificate = X509CertificateLoader.LoadCertificate(der.Span);
            X500RelativeDistinguishedName[] names = [.. certificate.SubjectName.EnumerateRelativeDistinguishedNames()];
            return names is [{ HasMultipleElements: false } only] && only.GetSingleElementType().Value == CommonName ? only.GetSingleElementValue() : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
