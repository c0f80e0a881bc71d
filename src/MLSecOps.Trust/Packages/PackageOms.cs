using System.Diagnostics.CodeAnalysis;

using MLSecOps.Core.Bytes;
using MLSecOps.Core.Findings;
using MLSecOps.Formats.Oms;
using MLSecOps.Formats.Packages;
using MLSecOps.Trust.Documents;
using MLSecOps.Trust.Oms;
using MLSecOps.Trust.Policy;

namespace MLSecOps.Trust.Packages;

/// <summary>Judges the OMS bundle in a package (design §4, decision 0014).</summary>
/// <remarks>
/// Where there is no CMS, the bundle authenticates the package if its signer counts and its resources include the manifest with the exact
/// digest. Beside a CMS, which decides, it must not be wrong: a signature that does not verify, or a digest that is not the package's,
/// refuses; a signer whom the policy does not accept, a bundle signed keyless or with a bare key say nothing.
/// </remarks>
internal static class PackageOms
{
    private const string Name = PackageNames.OmsBundle;

    /// <summary>Judges a bundle that is the only signature.</summary>
    /// <param name="bundle">Untrusted.</param>
    /// <param name="manifest">Exact bytes of the manifest.</param>
    /// <param name="policy">Whom to trust.</param>
    /// <param name="time">When.</param>
    /// <param name="statement">What it says about files; null when that was not reached or cannot be compared.</param>
    /// <returns>As for a document's CMS; without signers where nothing is proven.</returns>
    public static DocumentAppraisal Alone(ReadOnlyMemory<byte> bundle, ReadOnlyMemory<byte> manifest, RolePolicy policy, VerificationTime time, out OmsStatement? statement)
    {
        CheckList checks = new();
        SignerIdentity? signer = JudgeAlone(bundle, manifest, policy, time, checks, out statement);
        checks.SkipRest([OmsChecks.Form, OmsChecks.Method, OmsChecks.Signature, OmsChecks.Statement, CheckIds.OmsBundle], Name);
        return new DocumentAppraisal(checks.Conclude(), signer is null ? [] : [signer], time);
    }

    /// <summary>Judges a bundle beside a CMS that was accepted.</summary>
    /// <param name="bundle">Untrusted.</param>
    /// <param name="manifest">Exact bytes of the manifest.</param>
    /// <param name="policy">Whom to trust.</param>
    /// <param name="time">When.</param>
    /// <param name="checks">Receives the checks; one that refuses the package fails in it.</param>
    /// <returns>What it says about files; null when a check failed, or that cannot be compared.</returns>
    public static OmsStatement? Beside(ReadOnlyMemory<byte> bundle, ReadOnlyMemory<byte> manifest, RolePolicy policy, VerificationTime time, CheckList checks)
    {
        if (!TryOpen(bundle, checks, out OmsBundle? parsed))
        {
            return null;
        }

        if (Unexamined(parsed) is { } reason)
        {
            checks.Skip(CheckIds.OmsBundle, Name, reason);
            return null;
        }

        if (OmsEnvelopeCheck.Open(parsed, null, checks) is not { } envelope)
        {
            return null;
        }

        CheckList path = new();
        (SignerStanding standing, _) = envelope.Judge(policy, time, path);
        checks.AddAside(path.All);
        if (Read(parsed, checks) is not { } statement)
        {
            return null;
        }

        if (statement.HashType != "sha256")
        {
            checks.Skip(CheckIds.OmsBundle, Name, OmsReasons.HashNotExamined);
            return null;
        }

        bool covered = Covers(statement);
        if (covered && !IsManifest(statement, manifest, checks))
        {
            return null;
        }

        checks.Pass(
            CheckIds.OmsBundle,
            Name,
            $"{(covered ? "covers" : "does not cover")} {PackageNames.Manifest}; its signer {(standing == SignerStanding.Counts ? "counts" : "does not count")}; {PackageNames.Signature} decides");
        return statement;
    }

    private static SignerIdentity? JudgeAlone(
        ReadOnlyMemory<byte> bundle, ReadOnlyMemory<byte> manifest, RolePolicy policy, VerificationTime time, CheckList checks, out OmsStatement? statement)
    {
        statement = null;
        if (!TryOpen(bundle, checks, out OmsBundle? parsed))
        {
            return null;
        }

        if (Unexamined(parsed) is { } reason)
        {
            checks.Fail(OmsChecks.Method, Name, reason, OmsVerifier.Word(OmsMethod.Certificate), OmsVerifier.Word(parsed.Method));
            return null;
        }

        checks.Pass(OmsChecks.Method, Name, OmsVerifier.Word(parsed.Method));
        if (OmsEnvelopeCheck.Open(parsed, null, checks) is not { } envelope)
        {
            return null;
        }

        (SignerStanding standing, SignerIdentity? signer) = envelope.Judge(policy, time, checks);
        if (standing == SignerStanding.NotCounted)
        {
            return null;
        }

        // A bundle has one signature; more are for the CMS.
        if (policy.Threshold > 1)
        {
            checks.Fail(CheckIds.Threshold, "signature", SignatureReasons.ThresholdNotMet, $"{policy.Threshold} different key(s)", "1");
            return null;
        }

        checks.Pass(CheckIds.Threshold, "signature", "1 of 1 different key(s)");
        if (Read(parsed, checks) is not { } said)
        {
            return null;
        }

        if (said.HashType != "sha256")
        {
            checks.Fail(CheckIds.OmsBundle, Name, OmsReasons.HashNotExamined, "sha256", said.HashType);
            return null;
        }

        if (!Covers(said))
        {
            checks.Fail(CheckIds.OmsBundle, Name, OmsReasons.ManifestNotCovered, $"a resource {PackageNames.Manifest}", $"{said.Resources.Count} other(s)");
            return null;
        }

        if (!IsManifest(said, manifest, checks))
        {
            return null;
        }

        checks.Pass(CheckIds.OmsBundle, Name, $"covers {PackageNames.Manifest}");
        statement = said;
        return signer;
    }

    private static bool TryOpen(ReadOnlyMemory<byte> bundle, CheckList checks, [NotNullWhen(true)] out OmsBundle? parsed)
    {
        if (!OmsBundleParser.Parse(bundle).TryGet(out parsed, out FormatFault? fault))
        {
            checks.Fail(OmsChecks.Form, Name, fault.Reason, fault.Expected, fault.Found);
            return false;
        }

        checks.Pass(OmsChecks.Form, Name);
        return true;
    }

    // Policies know signers by their certificates.
    private static Reason? Unexamined(OmsBundle bundle) => bundle.Method switch
    {
        OmsMethod.Certificate => null,
        OmsMethod.Keyless => OmsReasons.Keyless,
        _ => OmsReasons.MethodMismatch,
    };

    private static OmsStatement? Read(OmsBundle bundle, CheckList checks)
    {
        if (!OmsStatementParser.Parse(bundle.Payload).TryGet(out OmsStatement? statement, out FormatFault? fault))
        {
            checks.Fail(OmsChecks.Statement, Name, fault.Reason, fault.Expected, fault.Found);
            return null;
        }

        checks.Pass(OmsChecks.Statement, Name, $"{statement.Resources.Count} resource(s)");
        return statement;
    }

    private static bool Covers(OmsStatement statement) => statement.Resources.Any(resource => resource.Path == PackageNames.Manifest);

    private static bool IsManifest(OmsStatement statement, ReadOnlyMemory<byte> manifest, CheckList checks)
    {
        using OmsFileDigest? digest = OmsFileDigest.Begin(
            PackageNames.Manifest, statement.Resources.Where(resource => resource.Path == PackageNames.Manifest), manifest.Length, checks);
        digest?.Append(manifest.Span);
        return digest?.Complete(checks) == true;
    }
}
