using MLSecOps.Core.Digests;
using MLSecOps.Core.Packages;
using MLSecOps.Core.Sanity;
using MLSecOps.Core.Tensors;
using MLSecOps.Core.Update;
using MLSecOps.EdgeAgent.Store;
using MLSecOps.Formats.Onnx;
using MLSecOps.Formats.Worker;
using MLSecOps.Linux.Files;

namespace MLSecOps.EdgeAgent.Tap;

/// <summary>The suite and the golden vectors of an installed release: what canaries are made of. Vectors are read when they are needed, and count only with the digest that the manifest states.</summary>
internal sealed class SignedVectors
{
    private readonly string _folder;
    private readonly IBlockHasher _hasher;
    private readonly ILookup<string, (VectorFileName Name, ManifestFile File)> _files;

    private SignedVectors(string folder, IBlockHasher hasher, SanitySuite suite, ILookup<string, (VectorFileName Name, ManifestFile File)> files)
    {
        _folder = folder;
        _hasher = hasher;
        _files = files;
        Suite = suite;
        Names = [.. suite.Vectors.Where(files.Contains)];
    }

    /// <summary>The suite; with nothing but vectors where the package has none.</summary>
    public SanitySuite Suite { get; }

    /// <summary>Vectors that can be read, in the suite's order.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Finds the vectors of a release.</summary>
    /// <param name="folder">Where it is installed.</param>
    /// <param name="release">Which one must be there.</param>
    /// <param name="hasher">Measures.</param>
    /// <returns>Null when the suite is not there as signed, or not understood.</returns>
    /// <exception cref="IOException">It could not be read.</exception>
    public static SignedVectors? Load(string folder, ReleaseId release, IBlockHasher hasher)
    {
        using FolderBoundary boundary = FolderBoundary.Open(folder);
        if (SealedManifest.Read(boundary, release) is not { } manifest)
        {
            return null;
        }

        ManifestFile[] sanity = [.. manifest.Files.Where(file => file.Role == FileRole.Sanity)];
        if (SanityFolder.Of([.. sanity.Select(file => file.Path)]) is not { } place)
        {
            return null;
        }

        ILookup<string, (VectorFileName Name, ManifestFile File)> files = sanity
            .Where(file => place.NameOf(file.Path) is not null)
            .Select(file => (Name: VectorFileName.Parse(place.NameOf(file.Path)!), File: file))
            .Where(row => row.Name is not null)
            .OrderBy(row => row.Name!.Index)
            .ToLookup(row => row.Name!.Folder, row => (row.Name!, row.File), StringComparer.Ordinal);
        SanitySuite? suite = new([.. files.Select(row => row.Key).Order(StringComparer.Ordinal)], []);
        if (place.SuitePath is { } path
            && (SignedFile.Read(boundary, sanity.Single(file => file.Path == path), JobLimits.SuiteBytes, hasher) is not { } content || !SanitySuiteParser.Parse(content).TryGet(out suite, out _)))
        {
            return null;
        }

        return new SignedVectors(folder, hasher, suite, files);
    }

    /// <summary>Reads one vector.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <returns>Null when it is not as signed, or no vector that can be asked and compared.</returns>
    /// <exception cref="IOException">It could not be read.</exception>
    public SignedVector? Read(string name)
    {
        using FolderBoundary boundary = FolderBoundary.Open(_folder);
        List<Tensor> inputs = [], outputs = [];
        foreach ((VectorFileName vector, ManifestFile file) in _files[name])
        {
            if (SignedFile.Read(boundary, file, JobLimits.VectorBytes, _hasher) is not { } content || !TensorProtoReader.Read(content).TryGet(out Tensor? tensor, out _))
            {
                return null;
            }

            (vector.IsInput ? inputs : outputs).Add(tensor);
        }

        return inputs.Count > 0 && outputs.Count > 0 ? new SignedVector(inputs, outputs) : null;
    }
}
