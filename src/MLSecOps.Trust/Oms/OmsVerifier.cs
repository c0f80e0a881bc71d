using MLSecOps.Core.Bytes;
using MLSecOps.Core.Findings;
using MLSecOps.Formats.Oms;
using MLSecOps.Trust.Certificates;
using MLSecOps.Trust.Cms;
using MLSecOps.Trust.Documents;
using MLSecOps.Trust.Policy;
using MLSecOps.Trust.Timestamps;

namespace MLSecOps.Trust.Oms;

/// <summary>Judges OMS v1.0 bundles: form, signature, signer, statement, then every file (OpenSSF Model Signing, 9).</summary>
/// <remarks>
/// Methods key and certificate; keyless ones are named and left open. Signatures are ECDSA over the DSSE encoding of the exact payload,
/// with the hash of the curve; the statement is parsed from the same bytes. The signer's certificate goes through the same judgement as
/// those of CMS. Only files that the statement names are opened.
/// </remarks>
public static class OmsVerifier
{
    /// <summary>Judges a bundle and the files it is about.</summary>
    /// <param name="bundle">Untrusted.</param>
    /// <param name="tree">The files; untrusted. Null to judge signature and statement alone.</param>
    /// <param name="policy">Whom to trust.</param>
    /// <param name="time">When.</param>
    /// <param name="cancellation">Stops between windows of a file.</param>
    /// <exception cref="IOException">The outside world failed; nothing was judged.</exception>
    public static OmsAppraisal Verify(ReadOnlyMemory<byte> bundle, IOmsTree? tree, OmsPolicy policy, VerificationTime time, CancellationToken cancellation)
    {
        CheckList checks = new();
        if (!OmsBundleParser.Parse(bundle).TryGet(out OmsBundle? parsed, out FormatFault? fault))
        {
            checks.Fail(OmsChecks.Form, "bundle", fault);
            return Finish(checks, null, null, time);
        }

        checks.Pass(OmsChecks.Form, "bundle");
        OmsMethod wanted = policy.PublicKey is null ? OmsMethod.Certificate : OmsMethod.Key;
        if (parsed.Method != wanted)
        {
            Reason refusal = parsed.Method == OmsMethod.Keyless ? OmsReasons.Keyless : OmsReasons.MethodMismatch;
            checks.Fail(OmsChecks.Method, "bundle", refusal, Word(wanted), Word(parsed.Method));
            return Finish(checks, null, null, time);
        }

        checks.Pass(OmsChecks.Method, "bundle", Word(wanted));
        SignerStanding standing = JudgeSigner(parsed, policy, time, checks, out SignerIdentity? signer);
        if (standing is SignerStanding.NotCounted or SignerStanding.Forged)
        {
            return Finish(checks, null, null, time);
        }

        if (!OmsStatementParser.Parse(parsed.Payload).TryGet(out OmsStatement? statement, out fault))
        {
            checks.Fail(OmsChecks.Statement, "statement", fault.Reason, fault.Expected, fault.Found);
            return Finish(checks, null, signer, time);
        }

        checks.Pass(OmsChecks.Statement, "statement", $"{statement.Resources.Count} resource(s)");
        if (tree is null)
        {
            checks.Skip(OmsChecks.Files, "files", PackageReasons.NotReached);
        }
        else
        {
            new OmsFileCheck(tree, checks, cancellation).Run(statement, policy);
        }

        return Finish(checks, statement, signer, time);
    }

    private static SignerStanding JudgeSigner(OmsBundle bundle, OmsPolicy policy, VerificationTime time, CheckList checks, out SignerIdentity? identity)
    {
        identity = null;
        List<SignerCertificate> certificates = [];
        foreach (ReadOnlyMemory<byte> der in bundle.Certificates)
        {
            if (!CertificateParser.Parse(der).TryGet(out SignerCertificate? certificate, out FormatFault? fault))
            {
                checks.Fail(CheckIds.Certificate, $"certificate {certificates.Count + 1} of the bundle", fault);
                return SignerStanding.NotCounted;
            }

            certificates.Add(certificate);
        }

        ReadOnlyMemory<byte> publicKey = policy.PublicKey ?? certificates[0].PublicKey;
        if (OmsSigner.DigestFor(publicKey, out Reason? refusal, out string kind) is not { } digest || SignerKey.Read(publicKey, out _, out _) is not { } key)
        {
            checks.Fail(CheckIds.Key, "signer", refusal!, "P-256, P-384 or P-521", kind);
            return SignerStanding.NotCounted;
        }

        checks.Pass(CheckIds.Key, "signer", kind);
        byte[] signed = OmsBundleParser.PreAuthenticationEncoding(bundle.PayloadType, bundle.Payload.Span);
        if (!key.Verify(new SignatureScheme(SignatureFamily.Ecdsa, digest), signed, bundle.Signature.Span))
        {
            bool legacy = !OmsStatementParser.Parse(bundle.Payload).TryGet(out _, out FormatFault? fault) && fault.Reason == OmsReasons.LegacyForm;
            checks.Fail(OmsChecks.Signature, "bundle", legacy ? OmsReasons.LegacyForm : OmsReasons.SignatureInvalid);
            return SignerStanding.Forged;
        }

        checks.Pass(OmsChecks.Signature, "bundle", $"ECDSA with {digest.Name}");
        if (policy.PublicKey is not null)
        {
            return SignerStanding.Counts;
        }

        List<ReadOnlyMemory<byte>> tokens = [];
        foreach (ReadOnlyMemory<byte> stamp in bundle.Timestamps)
        {
            // The specification's text says token, its producers write responses; what is neither is refused as a token.
            tokens.Add(TimestampResponse.Token(stamp).TryGet(out ReadOnlyMemory<byte> token, out _) ? token : stamp);
        }

        SignerPathAppraiser path = new(checks, "signer", policy.Signers!, time);
        (SignerStanding standing, identity) = path.Judge(certificates[0], key, [.. certificates.Skip(1)], tokens, bundle.Signature.Span);
        return standing;
    }

    private static string Word(OmsMethod method) => method switch
    {
        OmsMethod.Key => "signed with a key",
        OmsMethod.Certificate => "signed with a certificate",
        _ => "signed keyless",
    };

    private static OmsAppraisal Finish(CheckList checks, OmsStatement? statement, SignerIdentity? signer, VerificationTime time)
    {
        checks.SkipRest(OmsChecks.All, "bundle");
        return new OmsAppraisal(checks.Conclude(), statement, signer is null ? [] : [signer], time);
    }
}
