using System.Text;
using MLSecOps.EdgeAgent.Fetch;
using MLSecOps.TestKit;

namespace MLSecOps.EdgeAgent.Tests.Fetch;

/// <summary>What the agent takes for an answer of a server, and what not.</summary>
public sealed class HttpResponseTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", 200, "hello")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello and more", 200, "hello")]
    [InlineData("HTTP/1.0 200\r\n\r\nuntil the end", 200, "until the end")]
    [InlineData("HTTP/1.1 404 Not Found\nContent-Length: 0\n\n", 404, "")]
    [InlineData("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n!", 200, "!")]
    [InlineData("HTTP/1.1 200 OK\r\ntransfer-encoding: Chunked\r\n\r\n5\r\nhello\r\n6;x=y\r\n there\r\n0\r\nTrailer: x\r\n\r\n", 200, "hello there")]
    [InlineData("HTTP/1.1 204 No Content\r\n\r\nx", 204, "")]
    [InlineData("HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n", 304, "")]
    [InlineData("HTTP/1.1 304 Not Modified\r\nTransfer-Encoding: chunked\r\n\r\n", 304, "")]
    public async Task A_body_ends_where_the_answer_says(string text, int status, string body)
    {
        await using HttpResponse response = await HttpResponse.ReadAsync(new MemoryStream(Encoding.ASCII.GetBytes(text)), Token);

        Assert.Equal(status, response.Status);
        Assert.Equal(body, Encoding.ASCII.GetString(await response.ReadAllAsync(100, Token)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("SSH-2.0-OpenSSH\r\n\r\n")]
    [InlineData("HTTP/2 200\r\n\r\n")]
    [InlineData("HTTP/1.1 20x OK\r\n\r\n")]
    [InlineData("HTTP/1.1 999 OK\r\n\r\n")]
    [InlineData("HTTP/1.1 200OK\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nno header\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length : 5\r\n\r\nhello")]
    [InlineData("HTTP/1.1 200 OK\r\nX: a\r\n folded: b\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nhello")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\nhello")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\nhello")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5")]
    [InlineData("HTTP/1.1 100 Continue\r\n\r\n")]
    public async Task What_is_no_answer_or_can_be_read_in_two_ways_is_refused(string text) =>
        await Assert.ThrowsAsync<HttpFaultException>(() => HttpResponse.ReadAsync(new MemoryStream(Encoding.ASCII.GetBytes(text)), Token));

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nhello")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhell")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello there\r\n0\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-5\r\nhello\r\n0\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\nhello\r\n0\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n\r\nhello\r\n0\r\n\r\n")]
    public async Task A_body_that_did_not_come_whole_is_refused(string text)
    {
        await using HttpResponse response = await HttpResponse.ReadAsync(new MemoryStream(Encoding.ASCII.GetBytes(text)), Token);

        await Assert.ThrowsAsync<HttpFaultException>(() => response.ReadAllAsync(100, Token));
    }

    [Fact]
    [RedTeam("G10", "Sends a status line, headers, interim answers or a body without end", typeof(HttpResponse))]
    public async Task Nothing_is_read_without_end()
    {
        string endless = new('a', 1 << 20);
        await Assert.ThrowsAsync<HttpFaultException>(() => HttpResponse.ReadAsync(new MemoryStream(Encoding.ASCII.GetBytes(endless)), Token));
        string headers = "HTTP/1.1 200 OK\r\n" + string.Concat(Enumerable.Range(0, 10_000).Select(i => $"X{i}: y\r\n"));
        await Assert.ThrowsAsync<HttpFaultException>(() => HttpResponse.ReadAsync(new MemoryStream(Encoding.ASCII.GetBytes(headers)), Token));
        string same = "HTTP/1.1 200 OK\r\n" + string.Concat(Enumerable.Repeat("a:\r\n", 129)) + "\r\n";
        await Assert.ThrowsAsync<HttpFaultException>(() => HttpResponse.ReadAsync(new MemoryStream(Encoding.ASCII.GetBytes(same)), Token));
        string interim = string.Concat(Enumerable.Repeat("HTTP/1.1 100 Continue\r\n\r\n", 100));
        await Assert.ThrowsAsync<HttpFaultException>(() => HttpResponse.ReadAsync(new MemoryStream(Encoding.ASCII.GetBytes(interim)), Token));

        await using HttpResponse response = await HttpResponse.ReadAsync(new MemoryStream(Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\n\r\n" + endless)), Token);
        await Assert.ThrowsAsync<HttpFaultException>(() => response.ReadAllAsync(1000, Token));
    }

    [Fact]
    public async Task No_cut_of_an_answer_is_taken_for_the_whole()
    {
        byte[] whole = Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n");
        for (int length = 0; length < whole.Length; length++)
        {
            await Assert.ThrowsAsync<HttpFaultException>(async () =>
            {
                await using HttpResponse response = await HttpResponse.ReadAsync(new MemoryStream(whole[..length]), Token);
                await response.ReadAllAsync(100, Token);
            });
        }
    }
}
