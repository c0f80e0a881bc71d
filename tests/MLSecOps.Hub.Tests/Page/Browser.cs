using System.Diagnostics;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using MLSecOps.TestKit;

namespace MLSecOps.Hub.Tests.Page;

/// <summary>A real browser without a screen, steered over its DevTools socket: for what only a browser knows (scripts, policy, layout, pictures).</summary>
internal sealed class Browser : IAsyncDisposable
{
    /// <summary>What a test says when it skips for want of it.</summary>
    public const string Absent = "no chromium here (packaging/install page)";

    private const string Listening = "DevTools listening on ";

    private readonly ScratchFolder _profile;
    private readonly Process _process;
    private readonly ClientWebSocket _socket = new();
    private readonly List<JsonNode> _events = [];
    private int _id;

    private Browser(ScratchFolder profile, Process process) => (_profile, _process) = (profile, process);

    public static string? Program { get; } = new[] { "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome" }.FirstOrDefault(File.Exists);

    /// <summary>What the browser had to say about the page: script errors, refused content.</summary>
    public IEnumerable<string> Complaints => _events
        .Where(message => (string?)message["method"] is "Log.entryAdded" or "Runtime.exceptionThrown")
        .Select(message => message["params"]!.ToJsonString());

    public static async Task<Browser> StartAsync()
    {
        ScratchFolder profile = new();
        ProcessStartInfo start = new(Program!, [
            "--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--no-first-run", "--disable-extensions", "--disable-background-networking", "--disable-component-update",
            "--disable-dev-shm-usage", "--force-color-profile=srgb", $"--user-data-dir={profile.Path}", "--remote-debugging-port=0", "about:blank"]) { RedirectStandardError = true };
        Browser browser = new(profile, Process.Start(start)!);
        try
        {
            await browser.ConnectAsync();
            return browser;
        }
        catch
        {
            await browser.DisposeAsync();
            throw;
        }
    }

    /// <summary>Sets width, height and colour scheme, opens an address, and waits until it is loaded.</summary>
    public async Task OpenAsync(Uri address, int width, int height, bool dark = false, bool scripts = true)
    {
        await CallAsync("Emulation.setDeviceMetricsOverride", new() { ["width"] = width, ["height"] = height, ["deviceScaleFactor"] = 1, ["mobile"] = false });
        await CallAsync("Emulation.setEmulatedMedia", new() { ["features"] = new JsonArray(new JsonObject { ["name"] = "prefers-color-scheme", ["value"] = dark ? "dark" : "light" }) });
        await CallAsync("Emulation.setScriptExecutionDisabled", new() { ["value"] = !scripts });
        _events.Clear();
        await CallAsync("Page.navigate", new() { ["url"] = address.ToString() });
        while (!_events.Exists(message => (string?)message["method"] == "Page.loadEventFired"))
        {
            _events.Add(await ReceiveAsync());
        }
    }

    /// <summary>Evaluates an expression in the page; a promise is waited for.</summary>
    public async Task<JsonNode?> EvaluateAsync(string expression)
    {
        JsonNode answer = await CallAsync("Runtime.evaluate", new() { ["expression"] = expression, ["returnByValue"] = true, ["awaitPromise"] = true });
        Assert.Null(answer["exceptionDetails"]);
        return answer["result"]!["value"];
    }

    /// <summary>A picture of the page, whole or of the window.</summary>
    public async Task<byte[]> PictureAsync(bool whole = false)
    {
        JsonNode answer = await CallAsync("Page.captureScreenshot", new() { ["format"] = "png", ["captureBeyondViewport"] = whole });
        return Convert.FromBase64String((string)answer["data"]!);
    }

    public async ValueTask DisposeAsync()
    {
        _socket.Dispose();
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync(CancellationToken.None);
        }

        _process.Dispose();
        _profile.Dispose();
    }

    private async Task ConnectAsync()
    {
        TaskCompletionSource<string> listening = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _process.ErrorDataReceived += (_, line) =>
        {
            if (line.Data is null)
            {
                listening.TrySetException(new InvalidOperationException("chromium ended before it listened"));
            }
            else if (line.Data.StartsWith(Listening, StringComparison.Ordinal))
            {
                listening.TrySetResult(line.Data[Listening.Length..]);
            }
        };
        _process.BeginErrorReadLine();
        string address = await listening.Task.WaitAsync(TestContext.Current.CancellationToken);
        using HttpClient client = new();
        string list = await client.GetStringAsync($"http://{new Uri(address).Authority}/json/list", TestContext.Current.CancellationToken);
        JsonNode page = JsonNode.Parse(list)!.AsArray().First(target => (string?)target!["type"] == "page")!;
        await _socket.ConnectAsync(new Uri((string)page["webSocketDebuggerUrl"]!), TestContext.Current.CancellationToken);
        foreach (string domain in (string[])["Page", "Runtime", "Log"])
        {
            await CallAsync($"{domain}.enable", []);
        }
    }

    /// <summary>Calls a method of the DevTools protocol.</summary>
    public async Task<JsonNode> CallAsync(string method, JsonObject parameters)
    {
        int id = ++_id;
        string text = new JsonObject { ["id"] = id, ["method"] = method, ["params"] = parameters }.ToJsonString();
        await _socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, TestContext.Current.CancellationToken);
        while (true)
        {
            JsonNode message = await ReceiveAsync();
            if ((int?)message["id"] == id)
            {
                return message["result"] ?? throw new InvalidOperationException($"{method}: {message.ToJsonString()}");
            }

            _events.Add(message);
        }
    }

    private async Task<JsonNode> ReceiveAsync()
    {
        using MemoryStream whole = new();
        byte[] buffer = new byte[64 << 10];
        ValueWebSocketReceiveResult part;
        do
        {
            part = await _socket.ReceiveAsync(buffer.AsMemory(), TestContext.Current.CancellationToken);
            whole.Write(buffer, 0, part.Count);
        }
        while (!part.EndOfMessage);

        return JsonNode.Parse(whole.ToArray())!;
    }
}
