using System.Globalization;
using System.Security.Authentication;
using System.Text;

namespace MLSecOps.EdgeAgent.Fetch;

/// <summary>One answer of a server (RFC 9112, HTTP/1.1), read from a connection that ends with it. Every byte is untrusted: head and line lengths are bounded, and what can be read in two ways is refused.</summary>
/// <remarks>Of our own, since the platform's client costs 1.3 MB of program (design §14), for proxies, HTTP/2 and logins that nobody uses here.</remarks>
internal sealed class HttpResponse : IAsyncDisposable
{
    /// <summary>Most bytes of status line and headers.</summary>
    public const int MaxHeadBytes = 16 << 10;

    private const int MaxLineBytes = 4 << 10;
    private const int MaxHeaders = 128;
    private const int MaxInterim = 4;

    private readonly Stream _stream;
    private readonly byte[] _buffer = new byte[MaxHeadBytes];
    private readonly Dictionary<string, string> _headers = new(StringComparer.OrdinalIgnoreCase);
    private int _start;
    private int _end;
    private bool _chunked;
    private long _left;
    private bool _ended;

    private HttpResponse(Stream stream) => _stream = stream;

    /// <summary>The status code, 200 to 599.</summary>
    public int Status { get; private set; }

    /// <summary>Length of the body as stated; null when it ends with a last chunk or the connection.</summary>
    public long? Length { get; private set; }

    /// <summary>A header's value; null when it is absent.</summary>
    public string? this[string name] => _headers.GetValueOrDefault(name);

    /// <summary>Reads the head.</summary>
    /// <param name="stream">Owned by the response; disposed when this fails.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="HttpFaultException">It is none.</exception>
    public static async Task<HttpResponse> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        HttpResponse response = new(stream);
        try
        {
            for (int interim = 0; response.Status is < 200; interim++)
            {
                if (interim > MaxInterim)
                {
                    throw new HttpFaultException("no final answer");
                }

                await response.ReadHeadAsync(cancellationToken);
            }

            response.JudgeBody();
            return response;
        }
        catch
        {
            await response.DisposeAsync();
            throw;
        }
    }

    /// <summary>Reads some of the body; 0 at its end, or where the connection ended before it.</summary>
    /// <exception cref="HttpFaultException">The connection broke.</exception>
    public async ValueTask<int> ReadAsync(Memory<byte> destination, CancellationToken cancellationToken)
    {
        if (_chunked && _left == 0 && !_ended)
        {
            await ReadChunkHeadAsync(cancellationToken);
        }

        if (_ended)
        {
            return 0;
        }

        int most = (int)Math.Min(destination.Length, _left);
        int count = await TakeAsync(destination[..most], cancellationToken);
        _left -= count;
        if (count == 0 && _chunked)
        {
            throw new HttpFaultException("the connection ended inside a chunk");
        }

        if (_chunked && _left == 0)
        {
            await ExpectLineEndAsync(cancellationToken);
        }

        _ended |= count == 0 || (!_chunked && _left == 0);
        return count;
    }

    /// <summary>Reads the whole body.</summary>
    /// <exception cref="HttpFaultException">It is longer than <paramref name="most"/>, or did not come whole.</exception>
    public async Task<byte[]> ReadAllAsync(int most, CancellationToken cancellationToken)
    {
        byte[] body = new byte[most + 1];
        int length = 0;
        int count;
        do
        {
            count = await ReadAsync(body.AsMemory(length), cancellationToken);
            length += count;
        }
        while (count > 0 && length <= most);
        return length > most ? throw new HttpFaultException($"an answer of more than {most} bytes")
            : length < Length ? throw new HttpFaultException("the connection ended inside the answer")
            : body[..length];
    }

    public ValueTask DisposeAsync() => _stream.DisposeAsync();

    private async Task ReadHeadAsync(CancellationToken cancellationToken)
    {
        _headers.Clear();
        int bytes = 0, count = 0;
        string line = await ReadLineAsync(cancellationToken);
        // status-line = HTTP-version SP status-code SP [ reason-phrase ]
        if (!line.StartsWith("HTTP/1.", StringComparison.Ordinal) || line.Length < 12 || line[8] != ' ' || (line.Length > 12 && line[12] != ' ')
            || !int.TryParse(line.AsSpan(9, 3), NumberStyles.None, CultureInfo.InvariantCulture, out int status) || status is < 100 or > 599)
        {
            throw new HttpFaultException("no status line");
        }

        Status = status;
        while ((line = await ReadLineAsync(cancellationToken)).Length > 0)
        {
            bytes += line.Length;
            int colon = line.IndexOf(':');
            // A name without white space: folded lines and tricks with them are refused. Headers of one name are put together, which thousands of them would make slow.
            if (bytes > MaxHeadBytes || ++count > MaxHeaders || colon <= 0 || line.AsSpan(0, colon).ContainsAny(' ', '\t'))
            {
                throw new HttpFaultException("a header that is none");
            }

            string name = line[..colon];
            string value = line[(colon + 1)..].Trim(' ', '\t');
            _headers[name] = _headers.TryGetValue(name, out string? before) ? $"{before}, {value}" : value;
        }
    }

    private void JudgeBody()
    {
        string? coding = this["Transfer-Encoding"];
        string? stated = this["Content-Length"];
        _chunked = coding is not null;
        if (_chunked && (stated is not null || !coding!.Equals("chunked", StringComparison.OrdinalIgnoreCase)))
        {
            throw new HttpFaultException("a body of an unclear length");
        }

        if (stated is not null)
        {
            if (!long.TryParse(stated, NumberStyles.None, CultureInfo.InvariantCulture, out long length))
            {
                throw new HttpFaultException("a body of an unclear length");
            }

            Length = length;
        }

        if (Status is 204 or 304)
        {
            // No body, whatever length is stated: that of the answer to another request (RFC 9112, 6.3).
            (_chunked, Length) = (false, 0);
        }

        _left = _chunked ? 0 : Length ?? long.MaxValue;
        _ended = !_chunked && _left == 0;
    }

    private async Task ReadChunkHeadAsync(CancellationToken cancellationToken)
    {
        // chunk = chunk-size [ chunk-ext ] CRLF
        string line = await ReadLineAsync(cancellationToken);
        int end = line.AsSpan().IndexOfAny(';', ' ', '\t');
        if (!long.TryParse(end < 0 ? line : line.AsSpan(0, end), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out _left) || _left < 0)
        {
            throw new HttpFaultException("a chunk without a length");
        }

        if (_left == 0)
        {
            for (int bytes = 0; (line = await ReadLineAsync(cancellationToken)).Length > 0;)
            {
                bytes += line.Length;
                if (bytes > MaxHeadBytes)
                {
                    throw new HttpFaultException("trailers without end");
                }
            }

            _ended = true;
        }
    }

    private async Task ExpectLineEndAsync(CancellationToken cancellationToken)
    {
        if ((await ReadLineAsync(cancellationToken)).Length > 0)
        {
            throw new HttpFaultException("a chunk that is longer than it says");
        }
    }

    private async Task<string> ReadLineAsync(CancellationToken cancellationToken)
    {
        StringBuilder line = new();
        while (true)
        {
            if (_start == _end && !await FillAsync(cancellationToken))
            {
                throw new HttpFaultException("the connection ended before the answer did");
            }

            int newline = _buffer.AsSpan(_start, _end - _start).IndexOf((byte)'\n');
            int count = newline < 0 ? _end - _start : newline;
            line.Append(Encoding.Latin1.GetString(_buffer, _start, count));
            _start += count;
            if (line.Length > MaxLineBytes)
            {
                throw new HttpFaultException("a line without end");
            }

            if (newline >= 0)
            {
                _start++;
                return line.Length > 0 && line[^1] == '\r' ? line.ToString(0, line.Length - 1) : line.ToString();
            }
        }
    }

    private async ValueTask<int> TakeAsync(Memory<byte> destination, CancellationToken cancellationToken)
    {
        if (_start == _end)
        {
            return await ReadStreamAsync(destination, cancellationToken);
        }

        int count = Math.Min(destination.Length, _end - _start);
        _buffer.AsMemory(_start, count).CopyTo(destination);
        _start += count;
        return count;
    }

    private async ValueTask<bool> FillAsync(CancellationToken cancellationToken)
    {
        _start = 0;
        _end = await ReadStreamAsync(_buffer, cancellationToken);
        return _end > 0;
    }

    private async ValueTask<int> ReadStreamAsync(Memory<byte> destination, CancellationToken cancellationToken)
    {
        try
        {
            return await _stream.ReadAsync(destination, cancellationToken);
        }
        catch (Exception broken) when (broken is IOException or AuthenticationException)
        {
            throw new HttpFaultException(broken.Message, broken);
        }
    }
}
