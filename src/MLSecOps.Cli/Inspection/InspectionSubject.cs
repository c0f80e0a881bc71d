using System.Security.Cryptography;
using MLSecOps.Cli.Commands;
using MLSecOps.Cli.Files;
using MLSecOps.Cli.Output;
using MLSecOps.Core.Bytes;
using MLSecOps.Core.Digests;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Packages;
using MLSecOps.Formats.CycloneDx;
using MLSecOps.Formats.Inspection;
using MLSecOps.Formats.Packages;
using MLSecOps.Linux.Digests;
using MLSecOps.Linux.Files;

namespace MLSecOps.Cli.Inspection;

/// <summary>A file that is to be inspected: an ONNX model by itself, or the model of a package with what the package says about it. Only sizes, names and digests are looked at here; the model is for the worker.</summary>
internal sealed class InspectionSubject : IDisposable
{
    private const int MaxNameLength = 255;

    private InspectionSubject(string path, FileByteSource source)
    {
        Path = path;
        Source = source;
        string name = System.IO.Path.GetFileName(path);
        File = new InspectedFile(name.Length is > 0 and <= MaxNameLength ? name : "model.onnx", 0, source.Length);
    }

    /// <summary>The file as given.</summary>
    public string Path { get; }

    /// <summary>The open file.</summary>
    public FileByteSource Source { get; }

    /// <summary>Where the model lies in it.</summary>
    public InspectedFile File { get; private set; }

    /// <summary>Name and version of the package; null for a loose file.</summary>
    public ModelManifest? Manifest { get; private set; }

    /// <summary>The other files of the package; null for a loose file.</summary>
    public IReadOnlyList<CoveredFile>? Files { get; private set; }

    /// <summary><c>inspection.json</c>, or null.</summary>
    public ReadOnlyMemory<byte>? Policy { get; set; }

    /// <summary>The bill of materials, or null.</summary>
    public ReadOnlyMemory<byte>? Bom { get; set; }

    /// <summary>The model's path in the package; null for a loose file.</summary>
    public string? Member => Manifest is null ? null : File.Path;

    /// <summary>Opens a file. A package is one by its ending, and holds what its manifest says; who signed it is not judged.</summary>
    /// <exception cref="CommandFailure">It cannot be read, is no package though it is called one, or holds no model that can be inspected.</exception>
    public static InspectionSubject Open(string path, CancellationToken cancellationToken)
    {
        InspectionSubject subject = new(path, InputFile.Open(path));
        try
        {
            if (path.EndsWith(".mlpkg", StringComparison.Ordinal))
            {
                subject.ReadPackage(cancellationToken);
            }

            return subject;
        }
        catch
        {
            subject.Dispose();
            throw;
        }
    }

    /// <summary>The model's bytes.</summary>
    public IByteSource Content => File.Offset == 0 && File.Length == Source.Length ? Source : new ByteRange(Source, File.Offset, File.Length);

    /// <summary>Hashes the model, once: what a bill of materials states is compared with it.</summary>
    public Sha256Digest Digest(CancellationToken cancellationToken)
    {
        if (File.Sha256 is { } known)
        {
            return known;
        }

        byte[] window = new byte[1 << 20];
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (long offset = 0; offset < File.Length;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int read = Content.Read(offset, window);
            if (read <= 0)
            {
                throw new CommandFailure(InspectionReasons.Unreadable, $"{Path} became shorter while it was read");
            }

            hash.AppendData(window.AsSpan(0, read));
            offset += read;
        }

        var digest = new Sha256Digest(hash.GetHashAndReset());
        File = File with { Sha256 = digest };
        return digest;
    }

    public void Dispose() => Source.Dispose();

    private void ReadPackage(CancellationToken cancellationToken)
    {
        PackageHead head = PackageHead.Read(Source, Path);
        if (head.Manifest.Format != ModelFormat.Onnx)
        {
            throw new CommandFailure(InspectionReasons.FormatOpaque, $"{Path}: {InspectionReasons.FormatOpaque.Title}");
        }

        PackageLayout layout = PackageContent.Check(Source, Path, head, new ParallelBlockHasher(), cancellationToken);
        PackageFile model = layout.Files.FirstOrDefault(file => file.File.Role == FileRole.Model)
            ?? throw new CommandFailure(InspectionReasons.FormatOpaque, $"{Path} holds no model");
        Manifest = head.Manifest;
        File = new InspectedFile(model.File.Path, model.Payload.Offset, model.File.SizeBytes);
        Files = [.. layout.Files.Where(file => file != model).Select(file => new CoveredFile(file.File.Path, file.File.SizeBytes))];
        Policy = Read(layout, FileRole.Inspection, InspectionLimits.PolicyBytes, InspectionReasons.PolicyMalformed);
        Bom = Read(layout, FileRole.Mlbom, MlBomLimits.Bytes, InspectionReasons.BomMalformed);
    }

    // Not byte[]: a null array becomes memory that is empty, and so is there.
    private ReadOnlyMemory<byte>? Read(PackageLayout layout, FileRole role, int most, Reason tooLarge)
    {
        if (layout.Files.FirstOrDefault(file => file.File.Role == role) is not { } file)
        {
            return null;
        }

        if (file.File.SizeBytes > most)
        {
            throw new CommandFailure(tooLarge, $"{Path}: {file.File.Path} has {file.File.SizeBytes} bytes, at most {most} are read");
        }

        byte[] bytes = new byte[file.File.SizeBytes];
        return Source.Read(file.Payload.Offset, bytes) == bytes.Length ? bytes : throw new CommandFailure(InspectionReasons.Unreadable, $"{Path} became shorter while it was read");
    }
}
