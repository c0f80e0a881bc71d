using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MLSecOps.Formats.Tpm;
using MLSecOps.Formats.Tpm.Commands;
using MLSecOps.Linux.Tpm;

namespace MLSecOps.EdgeAgent.Tpm;

/// <summary>The TPM's own key, of which its maker may have written a certificate into it (EK Credential Profile 2.5).</summary>
/// <param name="Template">What it is made of.</param>
/// <param name="Certificate">DER; empty when there is none. Untrusted: the hub judges it.</param>
internal sealed record EndorsementKey(byte[] Template, ReadOnlyMemory<byte> Certificate)
{
    /// <summary>Chooses the key that has a certificate: P-256 before RSA, which takes a slow TPM a minute. P-256 where none has.</summary>
    /// <exception cref="TpmDeviceException">The TPM failed.</exception>
    public static EndorsementKey Find(TpmSession session)
    {
        foreach ((uint index, byte[] template) in new[] { (TpmHandles.EccEndorsementCertificate, KeyTemplates.EndorsementEcc()), (TpmHandles.RsaEndorsementCertificate, KeyTemplates.EndorsementRsa()) })
        {
            if (ReadCertificate(session, index) is { IsEmpty: false } certificate)
            {
                return new EndorsementKey(template, certificate);
            }
        }

        return new EndorsementKey(KeyTemplates.EndorsementEcc(), default);
    }

    /// <summary>The certificate, if it is of this key: a maker may have certified a key of another template, which the hub would have to refuse.</summary>
    /// <param name="area">TPMT_PUBLIC of the key as the TPM made it.</param>
    public IReadOnlyList<byte[]> CertificatesOf(ReadOnlyMemory<byte> area)
    {
        if (Certificate.IsEmpty)
        {
            return [];
        }

        using X509Certificate2 certificate = X509CertificateLoader.LoadCertificate(Certificate.Span);
        byte[] certified = certificate.PublicKey.ExportSubjectPublicKeyInfo();
        return TpmPublic.Parse(area).Match(key => key.SubjectPublicKeyInfo().AsSpan().SequenceEqual(certified), _ => false) ? [Certificate.ToArray()] : [];
    }

    /// <summary>Opens what was sealed to this key and an attestation key.</summary>
    /// <param name="session">At the TPM.</param>
    /// <param name="credential">TPMS_ID_OBJECT, without a length before it; untrusted.</param>
    /// <param name="secret">The encrypted seed, without a length before it; untrusted.</param>
    public ReadOnlyMemory<byte> Activate(TpmSession session, ReadOnlyMemory<byte> credential, ReadOnlyMemory<byte> secret)
    {
        uint attestation = session.AttestationKey.Handle;
        return session.WithKey(TpmHandles.Endorsement, Template, key =>
        {
            uint policy = session.Run(StartPolicySession.Command(RandomNumberGenerator.GetBytes(StartPolicySession.NonceBytes)));
            try
            {
                session.Run(PolicySecret.Command(TpmHandles.Endorsement, policy));
                return session.Run(ActivateCredential.Command(attestation, key.Handle, policy, credential.Span, secret.Span));
            }
            finally
            {
                session.Flush(policy);
            }
        });
    }

    private static ReadOnlyMemory<byte> ReadCertificate(TpmSession session, uint index)
    {
        if (!session.TryRun(NvReadPublic.Command(index), out NvIndex? area).IsSuccess || area is not { IsWritten: true, Size: > 0 and <= TpmCommandLimits.NvIndexBytes })
        {
            return default;
        }

        byte[] content = new byte[area.Size];
        for (int at = 0; at < content.Length; at += TpmCommandLimits.NvBytes)
        {
            int count = Math.Min(TpmCommandLimits.NvBytes, content.Length - at);
            if (!session.TryRun(NvRead.Command(index, index, at, count), out ReadOnlyMemory<byte> part).IsSuccess)
            {
                return default;
            }

            part.CopyTo(content.AsMemory(at));
        }

        return Trim(content);
    }

    // Makers fill the index up behind the certificate.
    private static ReadOnlyMemory<byte> Trim(byte[] content)
    {
        try
        {
            using X509Certificate2 certificate = X509CertificateLoader.LoadCertificate(content);
            return certificate.RawData;
        }
        catch (CryptographicException)
        {
            return default;
        }
    }
}
