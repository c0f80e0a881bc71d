using System.Net;
using MLSecOps.Cli.Output;
using MLSecOps.Linux.Files;

namespace MLSecOps.Cli.Hub;

/// <summary>A package as the body of a request: read as it is sent, never held whole.</summary>
internal sealed class UploadContent : HttpContent
{
    private const int ChunkBytes = 256 << 10;

    private readonly FileByteSource _source;
    private readonly ProgressMeter _meter;

    public UploadContent(FileByteSource source, ProgressMeter meter)
    {
        _source = source;
        _meter = meter;
        Headers.ContentType = new("application/octet-stream");
    }

    /// <summary>Called whenever a piece has gone out.</summary>
    public Action Moved { get; set; } = () => { };

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        byte[] chunk = new byte[ChunkBytes];
        for (long offset = 0; offset < _source.Length;)
        {
            int read = _source.Read(offset, chunk.AsSpan(0, (int)Math.Min(chunk.Length, _source.Length - offset)));
            if (read == 0)
            {
                throw new EndOfStreamException();
            }

            await stream.WriteAsync(chunk.AsMemory(0, read), cancellationToken);
            offset += read;
            _meter.Add(read);
            Moved();
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _source.Length;
        return true;
    }
}
