using System.Security.Cryptography;

using MLSecOps.Core.Findings;
using MLSecOps.Formats.Oms;

namespace MLSecOps.Trust.Oms;

/// <summary>Compares one file, as its bytes come by, with what an OMS statement says of it: whole, or shard by shard.</summary>
internal sealed class OmsFileDigest : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly string _path;
    private readonly IReadOnlyList<OmsResource> _parts;
    private readonly long _length;
    private long _position;
    private int _part;
    private (string Expected, string Found)? _difference;

    private OmsFileDigest(string path, IReadOnlyList<OmsResource> parts, long length)
    {
        _path = path;
        _parts = parts;
        _length = length;
    }

    /// <summary>Begins a file, unless its length alone or the statement's shards show that it cannot be the signed one.</summary>
    /// <param name="path">How it is called in checks.</param>
    /// <param name="parts">What the statement says of it, at least one entry, by SHA-256.</param>
    /// <param name="length">Its length, bytes.</param>
    /// <param name="checks">Receives a failed check.</param>
    /// <returns>Null when a check failed.</returns>
    public static OmsFileDigest? Begin(string path, IEnumerable<OmsResource> parts, long length, CheckList checks)
    {
        OmsResource[] ordered = [.. parts.OrderBy(part => part.Start)];
        long covered = 0;
        foreach (OmsResource part in ordered)
        {
            // Shards must follow one another from the first byte to the last: a gap would be unsigned, an overlap ambiguous.
            if (part.Start != covered)
            {
                checks.Fail(OmsChecks.Files, path, OmsReasons.StatementMalformed, $"a shard from byte {covered}", $"one from byte {part.Start}");
                return null;
            }

            covered = part.End ?? length;
        }

        if (covered != length)
        {
            checks.Fail(OmsChecks.Files, path, OmsReasons.FileMismatch, $"{covered} bytes", $"{length} bytes");
            return null;
        }

        return new OmsFileDigest(path, ordered, length);
    }

    /// <summary>Takes the next bytes.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty && _part < _parts.Count)
        {
            int take = (int)Math.Min(bytes.Length, EndOfPart - _position);
            _hash.AppendData(bytes[..take]);
            _position += take;
            bytes = bytes[take..];
            ClosePart();
        }
    }

    /// <summary>Ends the file.</summary>
    /// <param name="checks">Receives a failed check.</param>
    /// <returns>True when it is the signed one.</returns>
    public bool Complete(CheckList checks)
    {
        ClosePart();
        if (_position < _length)
        {
            _difference ??= ($"{_length} bytes", $"{_position} bytes");
        }

        if (_difference is { } difference)
        {
            checks.Fail(OmsChecks.Files, _path, OmsReasons.FileMismatch, difference.Expected, difference.Found);
        }

        return _difference is null;
    }

    /// <inheritdoc/>
    public void Dispose() => _hash.Dispose();

    private long EndOfPart => _parts[_part].End ?? _length;

    private void ClosePart()
    {
        if (_part == _parts.Count || _position < EndOfPart)
        {
            return;
        }

        OmsResource part = _parts[_part];
        string measured = Convert.ToHexStringLower(_hash.GetHashAndReset());
        if (measured != part.Digest)
        {
            _difference ??= ($"{part.Digest} for bytes {part.Start} to {EndOfPart}", measured);
        }

        _part++;
    }
}
