using System.Net;
using System.Text;
using AngleSharp.Html.Dom;
using MLSecOps.Contracts.Telemetry;
using MLSecOps.Core.Findings;
using MLSecOps.Hub.Domain.Devices;
using MLSecOps.Hub.Domain.Records;
using MLSecOps.Hub.Domain.Storage;

namespace MLSecOps.Hub.Tests.Page;

/// <summary>What a device, a lured browser or a spreadsheet could do with the page.</summary>
public sealed class HostilityTests
{
    private const string Markup = "</pre><script>alert(1)</script><img src=x onerror=alert(1)>\" ' onmouseover=alert(1) x=";

    // Right-to-left override and zero-width space, written as escapes so that this file reads as it is.
    private const string Reordering = "model\u202Egpj.exe\u200B";

    public static TheoryData<string> Views => ["/", "/findings", "/findings/1", "/changes", "/rollouts", "/packages", $"/devices/{DemoFleet.Good}", "/nothing"];

    [Theory]
    [MemberData(nameof(Views))]
    public async Task Text_from_devices_is_text(string path)
    {
        await using PageHost host = await PageHost.StartAsync();
        Poison(host, Markup);
        using HttpResponseMessage answer = await host.AskAsync(path);
        IHtmlDocument page = await PageHost.ReadAsync(answer);

        Assert.Equal(["page.js"], page.Scripts.Select(script => Path.GetFileName(script.Source!)));
        Assert.Empty(page.QuerySelectorAll("img, iframe, object, embed, style, form, base, [style]"));
        Assert.DoesNotContain(page.All.SelectMany(element => element.Attributes), attribute => attribute.Name.StartsWith("on", StringComparison.Ordinal));
        if (path is not ("/findings" or "/rollouts" or "/packages" or "/nothing"))
        {
            Assert.Contains("<script>alert(1)</script>", page.Body!.TextContent);
        }
    }

    [Theory]
    [MemberData(nameof(Views))]
    public async Task Characters_that_hide_or_reorder_words_are_shown(string path)
    {
        await using PageHost host = await PageHost.StartAsync();
        Poison(host, Reordering);
        using HttpResponseMessage answer = await host.AskAsync(path);

        string text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.DoesNotContain('\u202E', text);
        Assert.DoesNotContain('\u200B', text);
    }

    [Theory]
    [MemberData(nameof(Views))]
    [InlineData("/export/devices.csv")]
    [InlineData("/events")]
    public async Task Every_answer_has_the_policy(string path)
    {
        await using PageHost host = await PageHost.StartAsync();
        using HttpRequestMessage ask = new(path == "/events" ? HttpMethod.Head : HttpMethod.Get, path);
        using HttpResponseMessage answer = await host.Client.SendAsync(ask, TestContext.Current.CancellationToken);

        Assert.Equal(
            "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
            Header(answer, "Content-Security-Policy"));
        Assert.Equal("nosniff", Header(answer, "X-Content-Type-Options"));
        Assert.Equal("no-referrer", Header(answer, "Referrer-Policy"));
        Assert.Equal("no-store", Header(answer, "Cache-Control"));
    }

    [Theory]
    [InlineData("localhost", true)]
    [InlineData("localhost:8080", true)]
    [InlineData("LOCALHOST", true)]
    [InlineData("127.0.0.1:9090", true)]
    [InlineData("[::1]:8080", true)]
    [InlineData("hub.example.org", false)]
    [InlineData("localhost.example.org", false)]
    [InlineData("127.0.0.1.example.org", false)]
    [InlineData("192.168.1.4", false)]
    [InlineData("example.org:8080", false)]
    public async Task Only_this_machines_own_names_are_answered(string name, bool answered)
    {
        (PageHost host, _) = await PageHost.StartDemoAsync();
        await using PageHost _1 = host;
        using HttpRequestMessage ask = new(HttpMethod.Get, "/") { Headers = { Host = name } };
        using HttpResponseMessage answer = await host.Client.SendAsync(ask, TestContext.Current.CancellationToken);

        Assert.Equal(answered ? HttpStatusCode.OK : HttpStatusCode.MisdirectedRequest, answer.StatusCode);
        Assert.Equal(answered, (await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Contains(DemoFleet.Good, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    [InlineData("OPTIONS")]
    public async Task Nothing_but_reading_is_answered(string method)
    {
        await using PageHost host = await PageHost.StartAsync();
        using HttpRequestMessage ask = new(new HttpMethod(method), "/");
        using HttpResponseMessage answer = await host.Client.SendAsync(ask, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.StatusCode);
        Assert.Equal(["GET", "HEAD"], answer.Content.Headers.Allow);
    }

    [Theory]
    [InlineData("=HYPERLINK(\"http://example.org\")")]
    [InlineData("+1")]
    [InlineData("-1")]
    [InlineData("@SUM(A1)")]
    [InlineData("  =1+1")]
    [InlineData("\t=1+1")]
    [InlineData("\uFF1D1+1")]
    public async Task A_cell_never_begins_a_formula(string text)
    {
        await using PageHost host = await PageHost.StartAsync();
        Poison(host, text);
        string csv = await host.Client.GetStringAsync("/export/changes.csv", TestContext.Current.CancellationToken);

        string cell = Rows(csv)[1][^1];
        Assert.Contains("1", cell + "1");
        Assert.False(cell.TrimStart() is ['=' or '+' or '-' or '@' or '\uFF1D', ..], cell);
        Assert.True(cell[0] is '\'' or '\\', cell);
    }

    [Fact]
    public async Task A_cell_with_quotes_commas_and_lines_stays_one_cell()
    {
        await using PageHost host = await PageHost.StartAsync();
        Poison(host, "a \"b\", c;\r\nd");

        List<string[]> rows = Rows(await host.Client.GetStringAsync("/export/changes.csv", TestContext.Current.CancellationToken));
        Assert.Equal(2, rows.Count);
        Assert.Equal(["time", "ueid", "model", "severity", "reason", "what"], rows[0]);
        Assert.Equal("a \"b\", c;\\u{d}\\u{a}d", rows[1][^1]);
    }

    [Fact]
    public async Task Exports_have_every_row_with_codes_and_whole_digests()
    {
        (PageHost host, long finding) = await PageHost.StartDemoAsync();
        await using PageHost _1 = host;
        using HttpResponseMessage answer = await host.AskAsync("/export/findings.csv");
        Assert.Equal("text/csv", answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal("findings.csv", answer.Content.Headers.ContentDisposition!.FileName);

        List<string[]> rows = Rows(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        string[] row = rows.Single(row => row[0] == $"{finding}");
        Assert.Equal($"{DemoFleet.Signed}", row[Array.IndexOf(rows[0], "expected")]);
        Assert.Equal($"{DemoFleet.Changed}", row[Array.IndexOf(rows[0], "found")]);
        Assert.Equal("AML.T0018", row[Array.IndexOf(rows[0], "atlas")]);
        Assert.Equal("yes", row[Array.IndexOf(rows[0], "authenticated")]);

        Assert.Equal(6, Rows(await host.Client.GetStringAsync("/export/devices.csv", TestContext.Current.CancellationToken)).Count);
        List<string[]> models = Rows(await host.Client.GetStringAsync($"/export/models.csv?ueid={DemoFleet.Good}", TestContext.Current.CancellationToken));
        Assert.Equal(["keyword-spotter", "weld-defects"], models.Skip(1).Select(model => model[1]));
        Assert.Equal(5, Rows(await host.Client.GetStringAsync("/export/rollouts.csv", TestContext.Current.CancellationToken)).Count);
        Assert.Equal(3, Rows(await host.Client.GetStringAsync("/export/packages.csv", TestContext.Current.CancellationToken)).Count);
    }

    private static void Poison(PageHost host, string text)
    {
        using IHubTransaction write = host.Store.Begin();
        DemoFleet.Enrol(write, DemoFleet.Good, DemoFleet.Now.AddDays(-1));
        write.PutState(new DeviceState(DemoFleet.Good)
        {
            LastSeen = DemoFleet.Now, EvidenceAt = DemoFleet.Now, AgentVersion = text, Hardware = text, Mode = text, Reason = text, InsecureOptions = [text],
            Models = [DemoFleet.Spotter(DemoFleet.Changed) with { Reason = text, Version = text, State = text, DiskDigest = text }],
        });
        FindingRecord record = DemoFleet.Tampering(text) with { Event = text, Files = [new FindingFile(text, text, text, text)], Inspection = [new InspectionNote(text, text, text, text, text, text)] };
        DemoFleet.AddFinding(write, DemoFleet.Good, record, 1, DemoFleet.Now);
        write.AddChange(new Change(DemoFleet.Now, DemoFleet.Good, "keyword-spotter", text, StoreReasons.ModelTampered.Code, text));
        write.Commit();
    }

    private static string Header(HttpResponseMessage answer, string name) => string.Join(", ", answer.Headers.GetValues(name));

    /// <summary>A strict reader of RFC 4180, apart from the code that writes.</summary>
    private static List<string[]> Rows(string csv)
    {
        List<string[]> rows = [];
        List<string> cells = [];
        StringBuilder cell = new();
        bool quoted = false;
        for (int at = 0; at < csv.Length; at++)
        {
            char c = csv[at];
            if (quoted && c == '"' && at + 1 < csv.Length && csv[at + 1] == '"')
            {
                cell.Append(csv[++at]);
            }
            else if (c == '"')
            {
                quoted = !quoted;
            }
            else if (!quoted && c is ',' or '\r')
            {
                cells.Add(cell.ToString());
                cell.Clear();
                if (c == '\r')
                {
                    Assert.Equal('\n', csv[++at]);
                    rows.Add([.. cells]);
                    cells.Clear();
                }
            }
            else
            {
                cell.Append(c);
            }
        }

        Assert.False(quoted);
        return rows;
    }
}
