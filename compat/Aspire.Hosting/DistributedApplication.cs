using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting;

public partial class DistributedApplication(IHost host)
{
    public IServiceProvider Services => host.Services;
}
