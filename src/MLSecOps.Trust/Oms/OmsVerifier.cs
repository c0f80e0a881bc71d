using MLSecOps.Core.Bytes;
using MLSecOps.Core.Findings;
using MLSecOps.Formats.Oms;
using MLSecOps.Trust.Documents;
using MLSecOps.Trust.Policy;

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
        if (OmsEnvelopeCheck.Open(parsed, policy.PublicKey, checks) is not { } envelope)
        {
            return Finish(checks, null, null, time);
        }

        SignerIdentity? signer = null;
        if (policy.PublicKey is null)
        {
            (SignerStanding standing, signer) = envelope.Judge(policy.Signers!, time, checks);
            if (standing == SignerStanding.NotCounted)
            {
                return Finish(checks, null, null, time);
            }
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

    internal static string Word(OmsMethod method) => method switch
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
