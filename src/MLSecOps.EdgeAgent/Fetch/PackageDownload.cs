using System.Globalization;
using MLSecOps.EdgeAgent.Mqtt;
using MLSecOps.Linux.Tls;

namespace MLSecOps.EdgeAgent.Fetch;

/// <summary>Gets the rest of a package from one source, by HTTP range (RFC 9110, 14). The source is untrusted: it is asked for a length that is known, and cut off beyond it.</summary>
internal sealed class PackageDownload(LineTiming timing, TimeProvider time)
{
    private const int BufferBytes = 64 << 10;

    /// <summary>Asks for what <paramref name="part"/> lacks and appends it.</summary>
    /// <param name="http">Asks.</param>
    /// <param name="source">An https address.</param>
    /// <param name="part">What is there; bytes that turn out to be wrong are removed.</param>
    /// <param name="size">The length of the whole.</param>
    /// <param name="cancellationToken">Ends the download.</param>
    /// <exception cref="IOException">The disk refused.</exception>
    public async Task<DownloadOutcome> RunAsync(JudgedHttp http, Uri source, PartFile part, long size, CancellationToken cancellationToken)
    {
        using CancellationTokenSource stalled = new(timing.FetchStall, time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, stalled.Token);
        try
        {
            await using HttpResponse answer = await http.SendAsync("GET", source, [("Range", string.Create(CultureInfo.InvariantCulture, $"bytes={part.Length}-"))], null, either.Token);
            if (Judge(answer, part, size) is { } refused)
            {
                return refused;
            }

            byte[] buffer = new byte[BufferBytes];
            while (true)
            {
                stalled.CancelAfter(timing.FetchStall);
                int count = await answer.ReadAsync(buffer, either.Token);
                if (count == 0)
                {
                    return part.Length == size ? new DownloadOutcome.Complete() : new DownloadOutcome.Failed($"the connection ended at byte {part.Length} of {size}");
                }

                if (part.Length + count > size)
                {
                    part.Cut(0);
                    return new DownloadOutcome.Wrong($"more than the {size} bytes of the directive");
                }

                part.Append(buffer.AsSpan(0, count));
            }
        }
        catch (TlsConnectException failed)
        {
            return new DownloadOutcome.Failed(failed.Message);
        }
        catch (HttpFaultException broken)
        {
            return new DownloadOutcome.Failed($"{broken.Message}, at byte {part.Length} of {size}");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new DownloadOutcome.Failed($"nothing came for {timing.FetchStall.TotalSeconds:0} s, at byte {part.Length} of {size}");
        }
    }

    // Null when its body is what was asked for: the rest, or the whole from the beginning.
    private static DownloadOutcome? Judge(HttpResponse answer, PartFile part, long size)
    {
        (long? from, long? whole) = Range(answer["Content-Range"]);
        switch (answer.Status)
        {
            case 206:
                return from != part.Length ? new DownloadOutcome.Failed("another range than was asked for")
                    : (whole ?? size) != size ? Wrong(part, size, whole)
                    : null;
            case 200:
                part.Cut(0);
                return answer.Length is { } length && length != size ? Wrong(part, size, length) : null;
            case 416:
                return Wrong(part, size, whole);
            default:
                return new DownloadOutcome.Failed($"status {answer.Status}");
        }
    }

    // Content-Range = "bytes" SP ( first "-" last "/" ( complete / "*" ) / "*/" complete )
    private static (long? From, long? Whole) Range(string? value)
    {
        if (value is null || !value.StartsWith("bytes ", StringComparison.OrdinalIgnoreCase) || value.Split('/') is not [{ } range, { } complete])
        {
            return (null, null);
        }

        int dash = range.IndexOf('-');
        return (dash < 0 ? null : Number(range["bytes ".Length..dash]), Number(complete));
    }

    private static long? Number(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : null;

    private static DownloadOutcome.Wrong Wrong(PartFile part, long size, long? found)
    {
        part.Cut(0);
        return new DownloadOutcome.Wrong($"{(found is null ? "another length" : $"{found} bytes")} instead of the {size} of the directive");
    }
}
