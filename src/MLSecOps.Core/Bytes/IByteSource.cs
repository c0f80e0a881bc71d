namespace MLSecOps.Core.Bytes;

/// <summary>A port: random access to bytes that are not trusted (a package file, a download in progress, a buffer). Safe to read from several threads.</summary>
public interface IByteSource
{
    /// <summary>Length in bytes at the time of opening; a later read may still find fewer.</summary>
    long Length { get; }

    /// <summary>Reads up to <paramref name="destination"/>.Length bytes at <paramref name="offset"/>.</summary>
    /// <returns>The number of bytes read; less than asked only at the end of the source.</returns>
    int Read(long offset, Span<byte> destination);
}
