using System.Text;

using MLSecOps.EdgeAgent.Fetch;
using MLSecOps.Fuzz.Engine;
using MLSecOps.Fuzz.Grammars;

namespace MLSecOps.Fuzz.Targets;

/// <summary>Answers of HTTP servers, as the agent reads them. However the bytes are cut into packets, the same answer comes out: status, body, or the same refusal; a body with a stated length has it.</summary>
internal sealed class HttpAnswerTarget : FuzzTarget
{
    private const int MostBody = 1 << 10;

    public override string Name => "http-answer";

    public override IGrammar? Grammar => null;

    public override int Mutations => 8_000;

    public override int MostBytes => 20 << 10;

    public override int BytesAlways => 128 << 10;

    public override Reading Read(ReadOnlyMemory<byte> input)
    {
        (string outcome, byte[]? body, long? stated) = Answer(new MemoryStream(input.ToArray()));
        return new Reading(body is not null, outcome, null, () =>
        {
            BrokenInvariantException.Unless(body is null || (body.Length <= MostBody && (stated is not { } length || length == body.Length || body.Length == 0)), "a body of the stated length");
            (string again, byte[]? same, _) = Answer(new Trickle(input.ToArray()));
            BrokenInvariantException.Unless(outcome == again, $"packets do not matter: {outcome} and {again}");
            BrokenInvariantException.UnlessSame(body, same, "packets do not matter to the body");
        });
    }

    public override IEnumerable<(string Name, byte[] Content)> MakeSeeds() => new (string, string)[]
    {
        ("valid-length", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX: y\r\n\r\nhello"),
        ("valid-chunks", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;a=b\r\nhello\r\n1\r\n!\r\n0\r\nTrailer: x\r\n\r\n"),
        ("valid-to-the-end", "HTTP/1.0 206 Partial Content\r\nContent-Range: bytes 1-5/6\r\n\r\nhello"),
        ("valid-interim", "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"),
        ("valid-no-content", "HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n"),
        ("two-lengths", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello"),
        ("both", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
    }.Select(seed => (seed.Item1, Encoding.Latin1.GetBytes(seed.Item2)));

    private static (string Outcome, byte[]? Body, long? Length) Answer(Stream stream)
    {
        try
        {
            // Nothing waits: the stream is memory.
            HttpResponse response = HttpResponse.ReadAsync(stream, default).GetAwaiter().GetResult();
            byte[] body = response.ReadAllAsync(MostBody, default).GetAwaiter().GetResult();
            return ($"{response.Status} {(response.Length is null ? "open" : "length")}", body, response.Length);
        }
        catch (HttpFaultException fault)
        {
            return (fault.Message, null, null);
        }
    }

    // One byte at a time.
    private sealed class Trickle(byte[] content) : MemoryStream(content)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(1, buffer.Length)], cancellationToken);
    }
}
