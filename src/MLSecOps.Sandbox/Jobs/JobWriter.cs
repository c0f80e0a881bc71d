using System.Buffers;
using MLSecOps.Core.Bytes;
using MLSecOps.Formats.Worker;

namespace MLSecOps.Sandbox.Jobs;

/// <summary>Writes a job into the worker's standard input, a window at a time.</summary>
internal static class JobWriter
{
    private const int WindowBytes = 256 << 10;

    /// <summary>Writes all parts.</summary>
    /// <exception cref="EndOfStreamException">A source has become shorter than it was when the job was composed.</exception>
    public static async Task WriteAsync(IReadOnlyList<JobSource> parts, Stream output, CancellationToken cancellation)
    {
        byte[] window = ArrayPool<byte>.Shared.Rent(WindowBytes);
        try
        {
            await output.WriteAsync(JobFraming.WriteHead(parts.Count), cancellation).ConfigureAwait(false);
            foreach (JobSource source in parts)
            {
                await output.WriteAsync(JobFraming.WritePart(source.Part), cancellation).ConfigureAwait(false);
                await WriteContentAsync(source.Content, source.Part.Length, output, window, cancellation).ConfigureAwait(false);
            }

            await output.FlushAsync(cancellation).ConfigureAwait(false);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(window);
        }
    }

    private static async Task WriteContentAsync(IByteSource content, long length, Stream output, byte[] window, CancellationToken cancellation)
    {
        for (long offset = 0; offset < length;)
        {
            int read = content.Read(offset, window.AsSpan(0, (int)Math.Min(window.Length, length - offset)));
            if (read == 0)
            {
                throw new EndOfStreamException($"A part of the job ended at byte {offset} of {length}.");
            }

            await output.WriteAsync(window.AsMemory(0, read), cancellation).ConfigureAwait(false);
            offset += read;
        }
    }
}
