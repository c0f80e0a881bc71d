using System.Net;
using System.Security.Authentication;
using MLSecOps.Configuration.Hub;
using MLSecOps.Core.Findings;
using MLSecOps.Hub.Access;
using MLSecOps.Hub.Api;
using MLSecOps.Hub.Domain.Storage;
using MLSecOps.Hub.Identity;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace MLSecOps.Hub.Service;

/// <summary>The HTTPS server: enrolment, operators' interface, packages. TLS takes any client certificate, or none; each address says who may use it.</summary>
internal sealed class HttpsServer : IAsyncDisposable
{
    private static readonly TimeSpan HandshakeTime = TimeSpan.FromSeconds(10);

    private readonly ListenAddress _listen;
    private readonly WebApplication _application;

    public HttpsServer(ListenAddress listen, HubIdentity identity, CallerJudge judge, HubLog log, Action<IEndpointRouteBuilder> map)
    {
        _listen = listen;
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = RequestBody.MostBytes;
            kestrel.Limits.MaxRequestHeadersTotalSize = 16 << 10;
            kestrel.Listen(new IPEndPoint(listen.Address, listen.Port), endpoint => endpoint.UseHttps(https =>
            {
                https.ServerCertificate = identity.Tls;
                https.SslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13;
                https.ClientCertificateMode = ClientCertificateMode.AllowCertificate;
                https.AllowAnyClientCertificate();
                https.HandshakeTimeout = HandshakeTime;
            }));
        });
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton(judge);
        _application = builder.Build();
        _application.Use(async (context, next) => await GuardAsync(context, next, log));
        _application.UseRouting();
        map(_application);
        _application.MapFallback("{*path}", () => ApiResult.Error(HubReasons.NotFound, "there is nothing at this address"));
        _application.UseEndpoints(_ => { });
    }

    /// <summary>Port in use, also when the system chose it.</summary>
    public int Port => new Uri(_application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()).Port;

    /// <summary>Opens the port.</summary>
    /// <exception cref="AddressTakenException">It is taken.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _application.StartAsync(cancellationToken);
        }
        catch (IOException taken)
        {
            throw new AddressTakenException("HTTPS", _listen.ToString(), taken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _application.StopAsync();
        await _application.DisposeAsync();
    }

    private static async Task GuardAsync(HttpContext context, RequestDelegate next, HubLog log)
    {
        context.Response.Headers.XContentTypeOptions = "nosniff";
        try
        {
            await next(context);
            if (context.Response is { StatusCode: StatusCodes.Status400BadRequest, HasStarted: false })
            {
                // The library refuses a parameter of another form without a word.
                await ApiResult.Error(HubReasons.RequestMalformed, HubReasons.RequestMalformed.Title, null, StatusCodes.Status400BadRequest).ExecuteAsync(context);
            }
        }
        catch (StorageException broken) when (!context.Response.HasStarted)
        {
            log.Problem(HubReasons.StorageFailed, broken.Message);
            await ApiResult.Error(HubReasons.StorageFailed, HubReasons.StorageFailed.Title).ExecuteAsync(context);
        }
        catch (BadHttpRequestException bad) when (!context.Response.HasStarted)
        {
            await ApiResult.Error(HubReasons.RequestMalformed, HubReasons.RequestMalformed.Title, bad.Message, bad.StatusCode).ExecuteAsync(context);
        }
    }
}
