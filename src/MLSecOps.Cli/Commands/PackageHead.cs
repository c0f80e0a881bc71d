using MLSecOps.Cli.Output;
using MLSecOps.Core.Bytes;
using MLSecOps.Core.Packages;
using MLSecOps.Formats.Documents;
using MLSecOps.Formats.Packages;

namespace MLSecOps.Cli.Commands;

/// <summary>The head of a package as read, not judged.</summary>
internal sealed record PackageHead(PackageEnvelope Envelope, ModelManifest Manifest)
{
    /// <summary>Reads it, or fails with the package's own reason.</summary>
    public static PackageHead Read(IByteSource source, string path)
    {
        if (!PackageReader.ReadEnvelope(source).TryGet(out PackageEnvelope? envelope, out FormatFault? fault)
            || !ManifestParser.Parse(envelope.Manifest.Span).TryGet(out ModelManifest? manifest, out fault))
        {
            throw Refused(path, fault);
        }

        return new PackageHead(envelope, manifest);
    }

    /// <summary>A package whose form is wrong.</summary>
    public static CommandFailure Refused(string path, FormatFault fault)
    {
        string? expected = fault.Expected is null ? null : $"expected {fault.Expected}";
        string? found = fault.Found is null ? null : $"found {fault.Found}";
        string detail = string.Join(", ", new[] { expected, found }.Where(part => part is not null));
        return new CommandFailure(fault.Reason, $"{path}: {fault.Reason.Title}", $"at byte {fault.Offset}{(detail.Length == 0 ? string.Empty : ": " + detail)}");
    }
}
