using MLSecOps.Cli.Output;
using MLSecOps.Contracts.Commands;
using MLSecOps.Contracts.Hub;
using MLSecOps.Core.Findings;
using MLSecOps.Formats.Eat;

namespace MLSecOps.Cli.Attestation;

/// <summary>Reads an evidence bundle. Only its form: what it holds is judged by <see cref="BundleAppraisal"/>.</summary>
internal static class BundleText
{
    /// <summary>Most bytes of a bundle.</summary>
    public const int MaxBytes = 1 << 20;

    // The device, its authority, and room for one more in between.
    private const int MaxCertificates = 4;

    /// <summary>Reads one.</summary>
    /// <param name="content">Untrusted.</param>
    /// <param name="name">The file, or where it came from, for messages.</param>
    /// <exception cref="CommandFailure">It is something else.</exception>
    public static EvidenceBundle Read(ReadOnlySpan<byte> content, string name)
    {
        if (content.Length > MaxBytes)
        {
            throw Refused(name, $"expected at most {MaxBytes} bytes, found {content.Length}");
        }

        if (!HubJson.TryRead(content, HubJson.Default.EvidenceBundle, out EvidenceBundle? bundle))
        {
            throw Refused(name, "expected JSON with schema, ueid, received, evidence, certificates, challenge and appraisal, the last four in base64");
        }

        string? wrong = bundle.Schema != EvidenceBundle.SchemaName ? $"expected schema {EvidenceBundle.SchemaName}, found {bundle.Schema}"
            : !Ueid.TryParse(bundle.Ueid, out _) ? $"expected a UEID of 34 hexadecimal digits that begin with 01, found {bundle.Ueid}"
            : !Timestamp.TryParse(bundle.Received, out _) ? $"expected received to be a time such as 2026-11-20T10:00:00Z, found {bundle.Received}"
            : bundle.Certificates.Count is < 1 or > MaxCertificates ? $"expected 1 to {MaxCertificates} certificates, found {bundle.Certificates.Count}"
            : bundle.Certificates.Any(certificate => certificate is null) ? "expected certificates in base64, found null"
            : null;
        return wrong is null ? bundle : throw Refused(name, wrong);
    }

    private static CommandFailure Refused(string name, string why) => new(CommandReasons.BundleMalformed, $"{name} is no evidence bundle", why);
}
