using System.Globalization;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Inspection;
using MLSecOps.Formats.Inspection;
using MLSecOps.Linux;
using MLSecOps.Linux.Files;

namespace MLSecOps.Sandbox.Inspection;

/// <summary>EXT-LINK and what else only the disk knows: whether the files that a model keeps its data in are regular files of their own below its folder. The worker cannot look; the names come from it, untrusted, and are opened where no link leads.</summary>
/// <remarks>CVE-2025-51480 and the hard links of its bypass: a name below the folder that is another file's.</remarks>
internal static class ExternalFiles
{
    /// <summary>Adds what the disk says to a report.</summary>
    /// <param name="report">A report that was judged.</param>
    /// <param name="folder">Where the model lies.</param>
    /// <param name="isSigned">Whether a signature should cover the files: one that is missing then blocks.</param>
    /// <exception cref="SystemCallException">The folder itself cannot be opened.</exception>
    public static InspectionReport Check(InspectionReport report, string folder, bool isSigned)
    {
        if (report.Model is not { External.Count: > 0 } model)
        {
            return report;
        }

        using FolderBoundary boundary = FolderBoundary.Open(folder);
        List<InspectionFinding> found = [];
        foreach (IGrouping<string, ExternalReference> file in model.External.GroupBy(reference => reference.Location, StringComparer.Ordinal))
        {
            if (Look(boundary, file, isSigned) is { } finding && !report.Findings.Any(other => other.Blocks && other.Rule == finding.Rule && other.Evidence.Contains(file.Key, StringComparison.Ordinal)))
            {
                found.Add(finding);
            }
        }

        // More files than a report lists were not looked at, and that is not "clean".
        Check? cut = report.Shortened && model.External.Count >= InspectionLimits.Rows
            ? Core.Findings.Check.Fail("inspection.external", "external data", InspectionReasons.TooComplex, $"at most {InspectionLimits.Rows} references")
            : null;
        return report with
        {
            Findings = [.. report.Findings.Concat(found).OrderByDescending(finding => finding.Blocks).ThenByDescending(finding => finding.Severity)],
            Refusal = report.Refusal ?? cut,
        };
    }

    private static InspectionFinding? Look(FolderBoundary boundary, IGrouping<string, ExternalReference> file, bool isSigned)
    {
        string location = $"external/{file.Key}";
        if (file.Key.Length == 0 || file.Key.Contains('\0', StringComparison.Ordinal))
        {
            return null;
        }

        try
        {
            using FileByteSource source = boundary.OpenFile(file.Key);
            return source.Names > 1 ? InspectionFinding.Of(InspectionRules.ExternalLink, location, string.Create(CultureInfo.InvariantCulture, $"a file with {source.Names} names: {file.Key}"))
                : file.FirstOrDefault(reference => Beyond(reference, source.Length)) is { } beyond
                    ? InspectionFinding.Of(InspectionRules.ExternalKeys, location, string.Create(CultureInfo.InvariantCulture,
                        $"bytes {beyond.Offset}+{Math.Max(0, beyond.Length)} of {file.Key}, which has {source.Length} bytes"))
                : null;
        }
        catch (SystemCallException refused)
        {
            return refused switch
            {
                { IsOutside: true } => InspectionFinding.Of(InspectionRules.ExternalPath, location, $"leads out of the folder: {file.Key}"),
                { IsMissing: true } => new InspectionFinding(
                    InspectionRules.ExternalUnsigned, isSigned ? InspectionSeverity.Blocking : InspectionSeverity.Warning, location, $"no such file: {file.Key}", []),
                { IsNoRegularFile: true } => InspectionFinding.Of(InspectionRules.ExternalLink, location, $"a link, or no regular file: {file.Key}"),
                _ => InspectionFinding.Of(InspectionRules.ExternalLink, location, $"cannot be opened: {refused.Message}"),
            };
        }
    }

    private static bool Beyond(ExternalReference reference, long length) =>
        reference.Offset < 0 || reference.Length < -1 || Math.Max(0, reference.Length) > length - reference.Offset;
}
